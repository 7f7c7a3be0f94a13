"""The report under way."""

from __future__ import annotations

import time
from dataclasses import replace

from hybrid_search.ingest.migrate.report import BuildProgress, BuildReport, TellBuild
from hybrid_search.ingest.pipeline import Stages
from hybrid_search.ingest.pipeline.meter import Meters
from hybrid_search.ingest.sync.report import DETAILS
from hybrid_search.types import FailedDocument, Truncation


class Counts:
    """Counts what happens, and how long it takes; memory is bounded, whatever the number of rows.

    Args:
        tell: Called after each batch.
    """

    def __init__(self, tell: TellBuild | None = None) -> None:
        self.meters = Meters()
        self.passes = self.rows = self.encoded = self.kept = self.deleted = self.left_out = 0
        self.done = 0
        self.failed: list[FailedDocument] = []
        self.truncation = Truncation()
        self._tell = tell
        self._total = 0
        self._started = time.monotonic()

    @property
    def changes(self) -> int:
        """Everything that was done or failed so far."""
        return self.encoded + self.deleted + self.left_out

    def begin_pass(self, total: int) -> None:
        """Another pass over so many rows."""
        self.passes += 1
        self.rows = self.done = 0
        self._total = total

    def compare(self, rows: int, lacking: int) -> None:
        """So many rows were compared, and so many of them are lacking."""
        self.rows += rows
        self.done += rows - lacking
        if self.passes == 1:
            self.kept += rows - lacking

    def leave_out(self, failed: FailedDocument) -> None:
        """A row that the new generation will not have."""
        self.left_out += 1
        if len(self.failed) < DETAILS:
            self.failed.append(failed)

    def tell(self) -> None:
        """Say how far it is."""
        if self._tell is not None:
            seconds = time.monotonic() - self._started
            self._tell(BuildProgress(self.passes, self.done, max(self._total, self.done), self.encoded, seconds))

    def report(self, live: int, next: int, *, settled: bool) -> BuildReport:
        """Everything so far."""
        return BuildReport(
            live=live,
            next=next,
            rows=self.rows,
            encoded=self.encoded,
            kept=self.kept,
            deleted=self.deleted,
            left_out=self.left_out,
            failed=tuple(self.failed),
            truncation=self.truncation,
            passes=self.passes,
            settled=settled,
            stages=self.meters.report(),
        )

    def plan(self, live: int, next: int, encoding_seconds: float | None) -> BuildReport:
        """The same of a dry run."""
        report = self.report(live, next, settled=not self.changes)
        return replace(report, dry_run=True, encoding_seconds=encoding_seconds, stages=Stages())
