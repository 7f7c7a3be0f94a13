"""The sync as one operation: compare, store, delete.

The source is read by whoever called ``sync``, in the same thread, since a cursor of a database may take no other.
Everything else goes on beside it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import partial

from hybrid_search.connectors.steps import Compute, Operation, Running, Start, Wait
from hybrid_search.errors import IndexNotFound
from hybrid_search.index.core import Core
from hybrid_search.index.lifecycle import writable
from hybrid_search.ingest.pipeline.batches import batches
from hybrid_search.ingest.pipeline.conductor import Conductor, Work
from hybrid_search.ingest.pipeline.encoding import Encoding, QuarantiningEncoder
from hybrid_search.ingest.pipeline.job import Job, Portion
from hybrid_search.ingest.pipeline.meter import Meter, Meters
from hybrid_search.ingest.pipeline.workers import Workers
from hybrid_search.ingest.sync.compare import Difference, compare
from hybrid_search.ingest.sync.counts import NOT_STORED, Counts
from hybrid_search.ingest.sync.cut import Cutter
from hybrid_search.ingest.sync.deleting import delete_vanished
from hybrid_search.ingest.sync.estimate import Estimate
from hybrid_search.ingest.sync.lease import BEAT_S, Lease
from hybrid_search.ingest.sync.options import SyncOptions
from hybrid_search.ingest.sync.preparing import Cut, cut, prepare
from hybrid_search.ingest.sync.reading import Entries, Reader
from hybrid_search.ingest.sync.report import SyncReport
from hybrid_search.ingest.sync.storing import store
from hybrid_search.ingest.sync.surplus import count_surplus
from hybrid_search.ingest.sync.writing import Writing

PORTION = 4
"""Batches whose rows are sorted by length together."""

WRITERS = 2
"""Requests that a server stores at the same time: it works on one while the next is prepared and travels. A backend in
this process takes one at a time anyway."""


class Sync:
    """One sync of one source into one index.

    Attributes:
        lease: To be released when the operation has ended, whatever ended it.
        workers: To be closed then; None if this process encodes.
    """

    def __init__(self, core: Core, source: Entries, options: SyncOptions) -> None:
        writable(core)
        self.lease = Lease(core)
        self._core = core
        self._options = options
        self._counts = Counts()
        self._reader = Reader(source, self._counts)
        self._cutter = Cutter(core.encoder.fingerprint, options.chunker)
        self.workers = Workers(core.encoder, options.workers) if options.workers and not options.dry_run else None
        self._encoder = QuarantiningEncoder(core, self.workers)
        self._writing = Writing(core, self.lease)
        encoders, writers = options.workers or 1, 1 if core.connector.local else WRITERS
        self._meters = Meters(encode=Meter(encoders), write=Meter(writers))
        work = Work(
            encode=self._encoder.encode,
            write=self._write,
            encoded=self._encoded,
            may_write=lambda: self.lease.fresh,
            encoders=encoders,
            writers=writers,
        )
        self._conductor: Conductor[Cut] = Conductor(work, self._meters)
        self._conducting: Running | None = None
        self._waiting: deque[Cut] = deque()
        self._estimate = Estimate()

    def run(self) -> Operation[SyncReport]:
        """Do it, or only plan it; see :meth:`hybrid_search.HybridIndex.sync`."""
        try:
            yield from self._writing.follow()
            yield from self._read()
            yield from self._finish()
            self._meters.stop()
            if self._reader.error is not None:
                self._explain(self._reader.error)
                raise self._reader.error
            if self._options.delete_missing:
                yield from delete_vanished(
                    self._core, self._reader, self._options, self._counts, self._writing, self._tell
                )
            yield from self._writing.end()
        except IndexNotFound:
            self._core.forget()  # another writer dropped it; the next run looks again, and makes it
            raise
        seconds = yield from self._estimate.seconds(self._encoder)
        return self._report(seconds)

    def _read(self) -> Operation[None]:
        meter = self._meters.read
        meter.begin()
        before = 0
        while (documents := (yield Compute(self._reader.window))) is not None:
            meter.add(self._reader.read - before)
            before = self._reader.read
            yield from self._take((yield from compare(self._core, self._cutter, documents)))
            self._tell()
        if self._waiting:
            yield from self._pass_on(self._waiting)
        meter.end()
        meter.idle("starved")

    def _take(self, difference: Difference) -> Operation[None]:
        self._counts.add(unchanged=difference.unchanged)
        cuts: list[Cut] = yield Compute(partial(cut, self._cutter, difference, self._reader.windows, self._counts))
        if self._options.dry_run:
            yield from self._plan(cuts, len(difference.strays))
            return
        self._waiting.extend(cuts)
        rows = self._options.batch_size * PORTION
        while sum(len(one.rows) for one in self._waiting) >= rows:
            portion: list[Cut] = []
            while sum(len(one.rows) for one in portion) < rows:
                portion.append(self._waiting.popleft())
            yield from self._pass_on(portion)

    def _plan(self, cuts: Sequence[Cut], strays: int) -> Operation[None]:
        for one in cuts:
            place = (one.place[0], NOT_STORED, one.place[1])
            self._counts.note("added" if one.changed.new else "changed", one.changed.document.id, place)
            self._estimate.add(one.rows)
        lengths = {one.changed.document.id: len(one.rows) for one in cuts if not one.changed.new}
        surplus = yield from count_surplus(self._core, lengths)
        self._counts.add(surplus=strays + surplus)

    def _pass_on(self, cuts: Sequence[Cut]) -> Operation[None]:
        yield from self._writing.begin()
        conducting: Running = self._conducting or (yield Start(self._conductor.run()))
        self._conducting = conducting
        jobs = yield from prepare(self._core, cuts, empty=self._writing.empty)
        rows = [row for job in jobs for row in job.rows]
        cut_rows = yield Compute(partial(batches, self._core.encoder, rows, self._options.batch_size))
        portion = Portion(jobs, cut_rows)
        while True:
            changed = self._conductor.changed.next
            self._check()
            if self._conductor.inbox.offer(portion):
                return
            with self._meters.read.waiting("blocked"):
                yield Wait((changed, conducting), BEAT_S)
            self._tell()

    def _finish(self) -> Operation[None]:
        """Wait until everything is stored."""
        self._conductor.inbox.close()
        while self._conducting is not None:
            changed = self._conductor.changed.next
            self._check()
            self._tell()
            if self._conducting.done():
                return
            yield Wait((changed, self._conducting), BEAT_S)

    def _check(self) -> None:
        """Raise what ended the conductor or the lease, if one of them failed."""
        if self._conducting is not None and self._conducting.done():
            self._conducting.result()
        self._writing.check()

    def _write(self, jobs: Sequence[Job[Cut]]) -> Operation[int]:
        return store(self._core, jobs, self._counts, empty=self._writing.empty)

    def _encoded(self, encoding: Encoding) -> None:
        self._counts.add(truncation=encoding.truncation)

    def _report(self, encoding_seconds: float | None = None) -> SyncReport:
        return self._counts.report(
            dry_run=self._options.dry_run, encoding_seconds=encoding_seconds, stages=self._meters.report()
        )

    def _tell(self) -> None:
        if self._options.progress is not None:
            self._options.progress(self._report())

    def _explain(self, error: Exception) -> None:
        report = self._counts.report()
        error.add_note(
            f"sync: the source raised this after {self._reader.read:,} entries. All documents before it are in the "
            f"index: {report.added:,} added, {report.changed:,} changed, {report.unchanged:,} unchanged, "
            f"{report.left_out:,} left out. Nothing was deleted as missing; run it again to go on"
        )
