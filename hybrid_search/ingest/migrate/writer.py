"""Encoding rows and storing them, one batch being stored while the next is encoded."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from hybrid_search.connectors.base import Row, WriteReport
from hybrid_search.connectors.steps import Compute, Operation, Running, Start, Wait
from hybrid_search.index.core import Core
from hybrid_search.index.rows import store_rows
from hybrid_search.ingest.migrate.counts import Counts
from hybrid_search.ingest.migrate.leases import Leases
from hybrid_search.ingest.migrate.wanted import Wanted
from hybrid_search.ingest.pipeline.batches import Batch, batches
from hybrid_search.ingest.pipeline.encoding import Encoding, QuarantiningEncoder

_PORTION = 512
"""Rows that are sorted by length before they are cut into batches."""


class Writer:
    """Takes rows without vectors; what is left over waits for the next ones.

    Args:
        core: The generation that is written, with its encoder.
        leases: Needed for whatever is written.
        counts: Told what happens.
        wanted: Told which rows fail.
        batch_size: Rows of a batch at most.
    """

    def __init__(self, core: Core, leases: Leases, counts: Counts, wanted: Wanted, batch_size: int) -> None:
        self._core = core
        self._leases = leases
        self._counts = counts
        self._wanted = wanted
        self._batch_size = batch_size
        self._encoder = QuarantiningEncoder(core)
        self._waiting: list[Row] = []
        self._storing: Running | None = None

    def write(self, rows: Sequence[Row]) -> Operation[None]:
        """Encode and store as soon as enough rows came together."""
        self._waiting += rows
        while len(self._waiting) >= _PORTION:
            yield from self._portion()

    def end(self) -> Operation[None]:
        """Encode and store what waits, and return when all is acknowledged."""
        while self._waiting:
            yield from self._portion()
        yield from self._stored()

    def _portion(self) -> Operation[None]:
        portion, self._waiting = self._waiting[:_PORTION], self._waiting[_PORTION:]
        cut: list[Batch] = yield Compute(partial(batches, self._core.encoder, portion, self._batch_size))
        for batch in cut:
            yield from self._leases.allow()
            meter = self._counts.meters.encode
            meter.begin()
            encoding = yield from self._encoder.encode(batch)
            meter.end(len(batch))
            yield from self._stored()
            self._storing = yield Start(self._store(batch, encoding))

    def _stored(self) -> Operation[None]:
        """Wait for the batch before."""
        if self._storing is not None:
            storing, self._storing = self._storing, None
            yield Wait((storing,))
            storing.result()
            self._counts.tell()

    def _store(self, batch: Batch, encoding: Encoding) -> Operation[None]:
        meter = self._counts.meters.write
        meter.begin()
        written: WriteReport = yield from store_rows(self._core, encoding.rows)
        meter.end(written.written)
        self._counts.encoded += written.written
        self._counts.done += len(batch)
        self._counts.truncation += encoding.truncation
        rows = {row.id: row for row in batch}
        for one in (*encoding.failed, *written.failed):
            self._wanted.fail(rows[one.id])
            self._counts.leave_out(one)
