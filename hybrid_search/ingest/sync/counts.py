"""The report under way."""

from __future__ import annotations

import threading
from bisect import insort
from collections.abc import Iterable
from typing import Any, Literal, TypeVar

from hybrid_search.ingest.pipeline import Stages
from hybrid_search.ingest.sync.report import DETAILS, EXAMPLES, SyncExamples, SyncReport
from hybrid_search.types import FailedDocument, Truncation

T = TypeVar("T", bound=tuple[Any, ...])
Kind = Literal["added", "changed", "deleted"]
Place = tuple[int, int, int]
"""Where something stands in the report: number of the window, what was done with it there, place in that.

Stages end in any order; the report is the same each time."""

NO_DOCUMENT, TWICE, NOT_CUT, NOT_STORED = range(4)
"""What was done: the second part of a place."""


class Counts:
    """Counts what happens; memory is bounded, whatever the number of documents. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._unchanged = self._written = self._surplus = 0
        self._truncation = Truncation()
        self._kinds: dict[Kind, int] = {"added": 0, "changed": 0, "deleted": 0}
        self._examples: dict[Kind, list[tuple[Place, str]]] = {"added": [], "changed": [], "deleted": []}
        self._left_out = 0
        self._failed: list[tuple[Place, str, str]] = []

    def note(self, kind: Kind, id: str, place: Place) -> None:
        """One more of a kind."""
        with self._lock:
            self._kinds[kind] += 1
            _keep(self._examples[kind], (place, id), EXAMPLES)

    def add(
        self,
        *,
        unchanged: int = 0,
        written: int = 0,
        surplus: int = 0,
        truncation: Truncation = Truncation(),  # noqa: B008  # immutable
    ) -> None:
        """So many more of what has no names."""
        with self._lock:
            self._unchanged += unchanged
            self._written += written
            self._surplus += surplus
            self._truncation += truncation

    def deleted(self, ids: Iterable[str], number: int) -> None:
        """So many rows were deleted, or would be."""
        with self._lock:
            self._kinds["deleted"] += number
            named = self._examples["deleted"]
            named += [((0, 0, 0), id) for id in list(ids)[: EXAMPLES - len(named)]]

    def leave_out(self, id: str, reason: str, place: Place) -> None:
        """A document that is not stored."""
        with self._lock:
            self._left_out += 1
            _keep(self._failed, (place, id, reason), DETAILS)

    def report(
        self, *, dry_run: bool = False, encoding_seconds: float | None = None, stages: Stages | None = None
    ) -> SyncReport:
        """Everything so far."""
        with self._lock:
            return SyncReport(
                **self._kinds,
                unchanged=self._unchanged,
                written=self._written,
                surplus=self._surplus,
                left_out=self._left_out,
                failed=tuple(FailedDocument(id, reason) for _, id, reason in self._failed),
                truncation=self._truncation,
                examples=SyncExamples(**{kind: tuple(id for _, id in ids) for kind, ids in self._examples.items()}),
                dry_run=dry_run,
                encoding_seconds=encoding_seconds,
                stages=stages or Stages(),
            )


def _keep(kept: list[T], one: T, most: int) -> None:
    """Keep the first so many by their places."""
    insort(kept, one)
    del kept[most:]
