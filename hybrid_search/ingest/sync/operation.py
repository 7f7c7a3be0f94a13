"""The sync as one operation: compare, store, delete."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import partial

from hybrid_search.connectors.steps import Compute, Operation
from hybrid_search.errors import IndexNotFound
from hybrid_search.index.core import Core
from hybrid_search.index.lifecycle import ensure_created, writable
from hybrid_search.ingest.sync.compare import Difference, compare
from hybrid_search.ingest.sync.counts import Counts
from hybrid_search.ingest.sync.cut import Cutter
from hybrid_search.ingest.sync.encoding import QuarantiningEncoder
from hybrid_search.ingest.sync.estimate import Estimate
from hybrid_search.ingest.sync.lease import Lease
from hybrid_search.ingest.sync.options import SyncOptions
from hybrid_search.ingest.sync.reading import Entries, Reader
from hybrid_search.ingest.sync.report import SyncReport
from hybrid_search.ingest.sync.storing import Cut, cut, store
from hybrid_search.ingest.sync.surplus import count_surplus
from hybrid_search.ingest.sync.vanished import DELETED_AT_ONCE, check_share, find_vanished
from hybrid_search.types import FailedDocument


class Sync:
    """One sync of one source into one index.

    Attributes:
        lease: To be released when the operation has ended, whatever ended it.
    """

    def __init__(self, core: Core, source: Entries, options: SyncOptions) -> None:
        writable(core)
        self.lease = Lease(core)
        self._core = core
        self._options = options
        self._counts = Counts()
        self._reader = Reader(source, self._counts)
        self._cutter = Cutter(core.encoder.fingerprint, options.chunker)
        self._encoder = QuarantiningEncoder(core, options.batch_size)
        self._estimate = Estimate()
        self._waiting: deque[Cut] = deque()
        self._strays: dict[str, str] = {}  # document to row
        self._empty = False
        self._rows = 0

    def run(self) -> Operation[SyncReport]:
        """Do it, or only plan it; see :meth:`hybrid_search.HybridIndex.sync`."""
        try:
            while (documents := (yield Compute(self._reader.window))) is not None:
                yield from self._take((yield from compare(self._core, self._cutter, documents)))
                self._tell()
            while self._waiting:
                yield from self._store_batch()
            if self._reader.error is not None:
                self._explain(self._reader.error)
                raise self._reader.error
            if self._options.delete_missing:
                yield from self._delete_vanished()
        except IndexNotFound:
            self._core.forget()  # another writer dropped it; the next run looks again, and makes it
            raise
        if self.lease.held:
            yield from self._core.connector.settle()
        seconds: float | None = yield Compute(partial(self._estimate.seconds, self._encoder))
        return self._counts.report(dry_run=self._options.dry_run, encoding_seconds=seconds)

    def _take(self, difference: Difference) -> Operation[None]:
        self._counts.unchanged += difference.unchanged
        done: tuple[list[Cut], list[FailedDocument]] = yield Compute(partial(cut, self._cutter, difference.changed))
        cuts, failed = done
        for one in failed:
            self._counts.leave_out(one.id, one.reason)
        if self._options.dry_run:
            yield from self._plan(cuts, len(difference.strays))
            return
        if self.lease.held:
            yield from self.lease.hold()  # counts on while nothing changes
        cut_now = {one.changed.document.id for one in cuts}
        self._strays |= {parent: id for id, parent in difference.strays.items() if parent in cut_now}
        self._waiting.extend(cuts)
        while sum(len(one.rows) for one in self._waiting) >= self._options.batch_size:
            yield from self._store_batch()

    def _plan(self, cuts: Sequence[Cut], strays: int) -> Operation[None]:
        for one in cuts:
            self._counts.note("added" if one.changed.new else "changed", one.changed.document.id)
            self._estimate.add(one.rows)
        lengths = {one.changed.document.id: len(one.rows) for one in cuts if not one.changed.new}
        self._counts.surplus += strays + (yield from count_surplus(self._core, lengths))

    def _store_batch(self) -> Operation[None]:
        batch: list[Cut] = []
        rows = 0
        while self._waiting and rows < self._options.batch_size:
            batch.append(self._waiting.popleft())
            rows += len(batch[-1].rows)
        yield from self._begin()
        ids = [one.changed.document.id for one in batch]
        old = {id: self._strays.pop(id) for id in ids if id in self._strays}
        yield from store(self._core, self._encoder, batch, old, self._counts, empty=self._empty)
        self._tell()

    def _begin(self) -> Operation[None]:
        if self.lease.held:
            yield from self.lease.hold()
            return
        yield from ensure_created(self._core)
        yield from self.lease.hold()
        yield from self._core.connector.settle()  # what a killed sync wrote counts, too
        self._empty = not (yield from self._core.connector.count(None))
        self._rows = yield from self._core.connector.count(self._core.where)

    def _delete_vanished(self) -> Operation[None]:
        core, dry_run = self._core, self._options.dry_run
        if not core.stamped[0]:
            return  # there was no index when this one was opened, and the source is empty
        if self.lease.held:
            yield from core.connector.settle()
        found = yield from find_vanished(core, self._reader)
        if dry_run:
            self._counts.deleted(found.ids, found.number)
            return
        rows = self._rows if self.lease.held else (yield from core.connector.count(core.where))
        check_share(core.connector.url, found.number, rows, self._options.max_delete_share, self._reader.unknown)
        while found.ids:
            deleted = 0
            for start in range(0, len(found.ids), DELETED_AT_ONCE):
                yield from self._begin()
                part = found.ids[start : start + DELETED_AT_ONCE]
                number = yield from core.connector.delete(part)
                self._counts.deleted(part, number)
                self._tell()
                deleted += number
            if found.number <= len(found.ids) or not deleted:
                return
            yield from core.connector.settle()
            found = yield from find_vanished(core, self._reader)

    def _tell(self) -> None:
        if self._options.progress is not None:
            self._options.progress(self._counts.report(dry_run=self._options.dry_run))

    def _explain(self, error: Exception) -> None:
        report = self._counts.report()
        error.add_note(
            f"sync: the source raised this after {self._reader.read:,} entries. All documents before it are in the "
            f"index: {report.added:,} added, {report.changed:,} changed, {report.unchanged:,} unchanged, "
            f"{report.left_out:,} left out. Nothing was deleted as missing; run it again to go on"
        )
