"""What a sync did, or would do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from hybrid_search.ingest.pipeline import Limit, Stages
from hybrid_search.types import FailedDocument, Truncation

EXAMPLES = 5
"""Ids that are named of each kind."""

DETAILS = 1_000
"""Documents that are left out are named up to this many, and counted beyond."""


@dataclass(frozen=True, slots=True)
class SyncExamples:
    """The first few ids of each kind."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What ``sync`` did; of a dry run, what it would do.

    Attributes:
        added: Documents that were not there before.
        changed: Documents that were there with another text, other metadata, or cut in another way.
        unchanged: Documents that were skipped.
        deleted: Stored rows (documents, or chunks) whose document is not in the source; 0 without *delete_missing*.
        written: Rows stored. Unchanged chunks of a changed document are not among them.
        surplus: Rows deleted because their document has become shorter, or is cut in another way.
        left_out: How many entries of the source were not stored.
        failed: The first 1,000 of them by id, each with the reason. What has no id is named by its place.
        truncation: What the encoder could not read of the written rows.
        examples: The first ids of each kind.
        dry_run: Whether nothing was written.
        encoding_seconds: Of a dry run: how long the encoder would take, from a sample that was measured; None if
            nothing is to be encoded.
        stages: How fast reading, encoding and writing were, and what each waited for. Two reports that differ in
            nothing else are equal.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    written: int = 0
    surplus: int = 0
    left_out: int = 0
    failed: tuple[FailedDocument, ...] = ()
    truncation: Truncation = field(default_factory=Truncation)
    examples: SyncExamples = field(default_factory=SyncExamples)
    dry_run: bool = False
    encoding_seconds: float | None = None
    stages: Stages = field(default_factory=Stages, compare=False)

    @property
    def complete(self) -> bool:
        """Whether nothing was left out."""
        return not self.left_out

    @property
    def limit(self) -> Limit | None:
        """The stage that the others waited for: the one to make faster. None if nothing was measured."""
        return self.stages.limit

    def as_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, ready for JSON."""
        limit = None if self.limit is None else asdict(self.limit)
        return asdict(self) | {"stages": self.stages.as_dict(), "limit": limit}


SyncProgress = Callable[[SyncReport], None]
"""Called with the report so far: after each part of the source that was read, and when something was stored."""
