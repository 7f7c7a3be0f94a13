"""The arguments of ``sync``, checked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypedDict

from hybrid_search.errors import InvalidInput
from hybrid_search.ingest.chunk import Chunker
from hybrid_search.ingest.sync.report import SyncProgress
from hybrid_search.types import shorten

MAX_DELETE_SHARE = 0.1
BATCH_SIZE = 64


class SyncArguments(TypedDict, total=False):
    """The keyword arguments of ``sync``."""

    chunker: Chunker | None
    delete_missing: bool
    max_delete_share: float
    dry_run: bool
    batch_size: int
    progress: SyncProgress | None


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """See :meth:`hybrid_search.HybridIndex.sync`.

    Raises:
        InvalidInput: naming the argument and its rule.
    """

    chunker: Chunker | None = None
    delete_missing: bool = False
    max_delete_share: float = MAX_DELETE_SHARE
    dry_run: bool = False
    batch_size: int = BATCH_SIZE
    progress: SyncProgress | None = None

    def __post_init__(self) -> None:
        if self.chunker is not None and not callable(getattr(self.chunker, "chunks", None)):
            raise InvalidInput(f"chunker={shorten(repr(self.chunker))} has no method chunks(document); pass a Chunker")
        share = self.max_delete_share
        if isinstance(share, bool) or not isinstance(share, int | float) or math.isnan(share) or not 0 <= share <= 1:
            raise InvalidInput(f"max_delete_share is {share!r}; it must be a number from 0 (nothing) to 1 (everything)")
        if isinstance(self.batch_size, bool) or not isinstance(self.batch_size, int) or self.batch_size < 1:
            raise InvalidInput(f"batch_size is {self.batch_size!r}; it must be a whole number of at least 1")
