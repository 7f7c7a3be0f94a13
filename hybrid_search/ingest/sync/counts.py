"""The report under way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from hybrid_search.ingest.sync.report import DETAILS, EXAMPLES, SyncExamples, SyncReport
from hybrid_search.types import FailedDocument, Truncation

Kind = Literal["added", "changed", "deleted"]


class Counts:
    """Counts what happens; memory is bounded, whatever the number of documents."""

    def __init__(self) -> None:
        self.unchanged = self.written = self.surplus = 0
        self.truncation = Truncation()
        self._kinds: dict[Kind, int] = {"added": 0, "changed": 0, "deleted": 0}
        self._examples: dict[Kind, list[str]] = {"added": [], "changed": [], "deleted": []}
        self._left_out = 0
        self._failed: list[FailedDocument] = []

    def note(self, kind: Kind, id: str) -> None:
        """One more of a kind."""
        self._kinds[kind] += 1
        if len(self._examples[kind]) < EXAMPLES:
            self._examples[kind].append(id)

    def deleted(self, ids: Iterable[str], number: int) -> None:
        """So many rows were deleted, or would be."""
        self._kinds["deleted"] += number
        named = self._examples["deleted"]
        named += list(ids)[: EXAMPLES - len(named)]

    def leave_out(self, id: str, reason: str) -> None:
        """A document that is not stored."""
        self._left_out += 1
        if len(self._failed) < DETAILS:
            self._failed.append(FailedDocument(id, reason))

    def report(self, *, dry_run: bool = False, encoding_seconds: float | None = None) -> SyncReport:
        """Everything so far."""
        return SyncReport(
            **self._kinds,
            unchanged=self.unchanged,
            written=self.written,
            surplus=self.surplus,
            left_out=self._left_out,
            failed=tuple(self._failed),
            truncation=self.truncation,
            examples=SyncExamples(**{kind: tuple(ids) for kind, ids in self._examples.items()}),
            dry_run=dry_run,
            encoding_seconds=encoding_seconds,
        )
