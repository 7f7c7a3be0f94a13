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
PATIENCE_S = 300.0


class SyncArguments(TypedDict, total=False):
    """The keyword arguments of ``sync``."""

    chunker: Chunker | None
    delete_missing: bool
    max_delete_share: float
    dry_run: bool
    batch_size: int
    workers: int
    patience_s: float | None
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
    workers: int = 0
    patience_s: float | None = PATIENCE_S
    progress: SyncProgress | None = None

    def __post_init__(self) -> None:
        if self.chunker is not None and not callable(getattr(self.chunker, "chunks", None)):
            raise InvalidInput(f"chunker={shorten(repr(self.chunker))} has no method chunks(document); pass a Chunker")
        share = self.max_delete_share
        if isinstance(share, bool) or not isinstance(share, int | float) or math.isnan(share) or not 0 <= share <= 1:
            raise InvalidInput(f"max_delete_share is {share!r}; it must be a number from 0 (nothing) to 1 (everything)")
        _check_whole("batch_size", self.batch_size, 1)
        _check_whole("workers", self.workers, 0)
        patience = self.patience_s
        if patience is not None and (isinstance(patience, bool) or not isinstance(patience, int | float)):
            raise InvalidInput(f"patience_s is {patience!r}; it must be a number of seconds, or None for no limit")
        if patience is not None and not patience > 0:
            raise InvalidInput(f"patience_s is {patience}; it must be above 0 seconds, or None for no limit")


def _check_whole(name: str, value: object, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise InvalidInput(f"{name} is {value!r}; it must be a whole number of at least {least}")
