"""Storing changed documents, so that whatever is stored when the process dies, the next run completes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hybrid_search.connectors.base import Row, WriteReport
from hybrid_search.connectors.steps import Operation
from hybrid_search.index.core import Core
from hybrid_search.index.rows import store_rows
from hybrid_search.ingest.pipeline.job import Job
from hybrid_search.ingest.sync.counts import NOT_STORED, Counts
from hybrid_search.ingest.sync.preparing import Cut
from hybrid_search.ingest.sync.surplus import delete_surplus
from hybrid_search.ingest.sync.surplus import strays as find_strays
from hybrid_search.types import FailedDocument

UNFINISHED = "unfinished"
"""The hash of a first row that vouches for nothing yet."""


def store(core: Core, jobs: Sequence[Job[Cut]], counts: Counts, *, empty: bool) -> Operation[int]:
    """Store documents whose rows have their vectors.

    The first row of each is written last, since it vouches for the document. That of an older version is made to vouch
    for nothing before anything else is touched.

    A document of which one row fails is left out: with none of its rows stored if the failure is the encoder's.

    Args:
        core: The index, or a view.
        jobs: What to store.
        counts: Told what happened.
        empty: Whether the index was empty when this sync began, so that nothing of an older version can be there.

    Returns:
        How many rows were written.
    """
    yield from _retire(core, jobs, counts)
    written = yield from _store(core, jobs, counts, first=False)
    if not empty:
        lengths = {job.id: len(job.document.rows) for job in jobs if job.fault is None}
        counts.add(surplus=(yield from delete_surplus(core, lengths)))
    written += yield from _store(core, jobs, counts, first=True)
    for job in jobs:
        place = (job.place[0], NOT_STORED, job.place[1])
        if job.fault is not None:
            counts.leave_out(job.id, job.fault, place)
        else:
            counts.note("added" if job.document.changed.new else "changed", job.id, place)
    return written


def _retire(core: Core, jobs: Sequence[Job[Cut]], counts: Counts) -> Operation[None]:
    """Let no row vouch for the older versions any more, before anything of them is touched.

    Else a source that goes back to the older version, after this sync was killed, would find it vouched for.
    """
    old = [job for job in jobs if job.fault is None and not job.document.changed.new]
    old = [job for job in old if job.encoded[0].id != job.id or job.document.stray is not None]
    if old:
        written: WriteReport = yield from core.connector.upsert([replace(j.encoded[0], hash=UNFINISHED) for j in old])
        _blame(old, written.failed)
    made_otherwise = {job.document.stray: job.id for job in old if job.document.stray is not None and job.fault is None}
    found = yield from find_strays(core, made_otherwise)
    if found:
        counts.add(surplus=(yield from core.connector.delete(found)))


def _store(core: Core, jobs: Sequence[Job[Cut]], counts: Counts, *, first: bool) -> Operation[int]:
    rows: list[Row] = [row for job in jobs if job.fault is None for row in job.encoded if (row.ordinal == 0) == first]
    if not rows:
        return 0
    written: WriteReport = yield from store_rows(core, rows)
    counts.add(written=written.written)
    _blame(jobs, written.failed)
    return written.written


def _blame(jobs: Sequence[Job[Cut]], failed: Sequence[FailedDocument]) -> None:
    if failed:
        of_row = {row.id: job for job in jobs for row in job.rows}
        for one in failed:
            of_row[one.id].blame(one.id, one.reason)
