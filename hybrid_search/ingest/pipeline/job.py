"""A document on its way through the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from hybrid_search.connectors.base import Row
from hybrid_search.ingest.pipeline.batches import Batch

D = TypeVar("D")


@dataclass(slots=True)
class Job(Generic[D]):
    """A document whose rows are encoded, until all of them are: then it can be stored.

    Attributes:
        id: Of the document.
        place: Its place in the source: first the number of its window, then within that.
        document: What the writer wants of it.
        rows: To be encoded, without vectors; empty if it cannot be stored anyway.
        fault: Why it cannot be stored; None if it can, as far as known.
    """

    id: str
    place: tuple[int, int]
    document: D
    rows: Sequence[Row]
    fault: str | None = None
    _encoded: dict[str, Row] = field(default_factory=dict)
    _failed: int = 0

    def add(self, row: Row) -> None:
        """One of its rows has its vectors."""
        self._encoded[row.id] = row

    def fail(self, id: str, reason: str) -> None:
        """One of its rows cannot be encoded, and so the document cannot be stored."""
        self._failed += 1
        self.blame(id, reason)

    def blame(self, id: str, reason: str) -> None:
        """Note why it cannot be stored; the first reason stays."""
        if self.fault is None:
            self.fault = reason if id == self.id else f"{id}: {reason}"

    @property
    def complete(self) -> bool:
        """Whether nothing of it is to be encoded any more."""
        return len(self._encoded) + self._failed == len(self.rows)

    @property
    def encoded(self) -> list[Row]:
        """Its rows with their vectors, in their order."""
        return [self._encoded[row.id] for row in self.rows if row.id in self._encoded]


@dataclass(frozen=True, slots=True)
class Portion(Generic[D]):
    """Some hundreds of rows, all rows of each document among them.

    Attributes:
        jobs: The documents, in the order of the source.
        batches: All rows of the jobs, sorted by length and cut.
    """

    jobs: Sequence[Job[D]]
    batches: Sequence[Batch]
