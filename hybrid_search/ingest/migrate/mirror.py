"""Making one generation equal to another row by row, from what is stored: the source is not needed.

There is no ledger. A row is done when the new generation has it with the hash that it would have by the new encoder, so
whatever a killed run has stored is skipped, and the rest is encoded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hybrid_search.connectors.base import Connector, Row
from hybrid_search.connectors.steps import Operation
from hybrid_search.index.core import Core
from hybrid_search.index.statistics.save import save
from hybrid_search.ingest.migrate.counts import Counts
from hybrid_search.ingest.migrate.leases import Leases
from hybrid_search.ingest.migrate.vanished import vanished
from hybrid_search.ingest.migrate.wanted import Wanted, key, lacking
from hybrid_search.ingest.migrate.writer import Writer
from hybrid_search.ingest.sync.seen import Seen

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Late:
    """What came to the old generation after a pass had been through it.

    Attributes:
        carried: Rows that were brought over.
        removed: Rows that were deleted.
    """

    carried: int
    removed: int


class Mirror:
    """Keeps the next generation equal to the live one.

    Args:
        live: The generation that is read.
        core: The generation that is written, with its encoder.
        leases: Needed for whatever is written.
        counts: Told what happens.
        batch_size: Rows that are encoded and stored together, at most.
    """

    def __init__(self, live: Connector, core: Core, leases: Leases, counts: Counts, batch_size: int) -> None:
        self._live = live
        self._core = core
        self._leases = leases
        self._counts = counts
        self._wanted = Wanted(core.encoder.fingerprint)
        self._writer = Writer(core, leases, counts, self._wanted, batch_size)

    def run(self, mirrored: Seen | None = None) -> Operation[bool]:
        """One pass; returns whether it found anything to do.

        Args:
            mirrored: Gets every row that was compared.
        """
        counts, next = self._counts, self._core.connector
        before = counts.changes
        empty = not (yield from next.count(None))
        yield from self._live.settle()
        counts.begin_pass((yield from self._live.count(None)))

        def missing(rows: Sequence[Row]) -> Operation[list[Row]]:
            if mirrored is not None:
                mirrored.add([key(row) for row in rows])
            found = list(rows) if empty else (yield from lacking(next, rows))
            counts.compare(len(rows), len(found))
            return self._wanted.without_failed(found)

        yield from self._forward(missing)
        if not empty:
            counts.deleted += yield from self._delete_vanished()
        yield from self._finish()
        return counts.changes > before

    def late(self, mirrored: Seen) -> Operation[Late]:
        """Bring over what came to the old generation since the pass that filled *mirrored*.

        By now others may write to the new generation. A row that is not there as that pass left it is newer than what
        the old one has, and stays.
        """
        next, before = self._core.connector, self._counts.encoded
        yield from self._live.settle()

        def late(rows: Sequence[Row]) -> Operation[list[Row]]:
            known = mirrored.has(map(key, rows))
            new = {row.id: row for row, old in zip(rows, known, strict=True) if not old}
            stored = (yield from next.fetch(list(new))) if new else {}
            touched = [
                row
                for row, same in zip(stored.values(), mirrored.has(map(key, stored.values())), strict=True)
                if not same
            ]
            for row in touched:
                del new[row.id]
            return self._wanted.without_failed(list(new.values()))

        yield from self._forward(late)
        removed = yield from self._delete_vanished(mirrored)
        yield from self._finish()
        return Late(self._counts.encoded - before, removed)

    def _forward(self, missing: Callable[[Sequence[Row]], Operation[list[Row]]]) -> Operation[None]:
        read = self._counts.meters.read
        cursor: str | None = None
        while True:
            read.begin()
            rows, cursor = yield from self._live.scan(cursor, _PAGE)
            found = yield from missing(self._wanted.rows(rows))
            read.end(len(rows))
            yield from self._leases.allow()
            yield from self._writer.write(found)
            self._counts.tell()
            if cursor is None:
                break
        yield from self._writer.end()

    def _delete_vanished(self, mirrored: Seen | None = None) -> Operation[int]:
        """Delete rows that the live generation does not have; with *mirrored*, only those that it had."""
        next, deleted = self._core.connector, 0
        while True:
            gone, before = (yield from vanished(self._live, next, mirrored)), deleted
            for start in range(0, len(gone.ids), _PAGE):
                yield from self._leases.allow()
                deleted += yield from next.delete(gone.ids[start : start + _PAGE])
            if gone.number <= len(gone.ids) or deleted == before:
                return deleted

    def _finish(self) -> Operation[None]:
        yield from self._core.connector.settle()
        if self._core.tally.unsaved:
            yield from save(self._core)
