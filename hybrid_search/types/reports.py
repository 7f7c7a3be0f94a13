"""The report of a write: everything accounted for, document by document where something failed."""

from __future__ import annotations

from dataclasses import dataclass, field

from hybrid_search.types.truncation import Truncation


@dataclass(frozen=True, slots=True)
class FailedDocument:
    """A document that was not stored, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What ``add`` did; reports of several batches add up with ``+``.

    Attributes:
        written: How many documents were stored, new or changed.
        unchanged: How many were skipped because the same content is stored already.
        failed: The documents that were not stored.
        truncation: What the encoder could not read of the written ones.
    """

    written: int = 0
    unchanged: int = 0
    failed: tuple[FailedDocument, ...] = ()
    truncation: Truncation = field(default_factory=Truncation)

    def __add__(self, other: AddReport) -> AddReport:
        return AddReport(
            self.written + other.written,
            self.unchanged + other.unchanged,
            self.failed + other.failed,
            self.truncation + other.truncation,
        )
