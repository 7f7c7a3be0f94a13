"""From changed documents to rows that want vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hybrid_search.connectors.base import Row
from hybrid_search.connectors.steps import Operation
from hybrid_search.index.core import Core
from hybrid_search.index.rows import within_view
from hybrid_search.ingest.pipeline.job import Job
from hybrid_search.ingest.sync.compare import Changed, Difference
from hybrid_search.ingest.sync.counts import NOT_CUT, Counts
from hybrid_search.ingest.sync.cut import Cutter
from hybrid_search.types import shorten


@dataclass(frozen=True, slots=True)
class Cut:
    """A changed document and its rows, without vectors.

    Attributes:
        changed: The document.
        rows: All of it, in their order.
        place: The number of its window, and its place in that.
        stray: Id of a row of it that was made when documents were cut in another way; None if there is none.
    """

    changed: Changed
    rows: Sequence[Row]
    place: tuple[int, int]
    stray: str | None


def cut(cutter: Cutter, difference: Difference, window: int, counts: Counts) -> list[Cut]:
    """Cut each changed document; one at which the chunker fails is left out with the reason."""
    done = []
    strays = {parent: id for id, parent in difference.strays.items()}
    for place, changed in enumerate(difference.changed):
        id = changed.document.id
        try:
            rows = cutter.rows(changed.document, changed.hash)
        except Exception as error:  # the chunker's own, of any kind
            reason = f"cannot be chunked ({type(error).__name__}: {shorten(str(error), 200)})"
            counts.leave_out(id, reason, (window, NOT_CUT, place))
        else:
            done.append(Cut(changed, rows, (window, place), strays.get(id)))
    return done


def prepare(core: Core, cuts: Sequence[Cut], *, empty: bool) -> Operation[list[Job[Cut]]]:
    """Find out which rows are to be encoded.

    Not those of a document that the view may not write; nor those behind the first that are stored as they are.

    Args:
        core: The index, or a view.
        cuts: Whole documents.
        empty: Whether the index was empty when this sync began.
    """
    rows = [row for one in cuts for row in one.rows]
    _, refused = yield from within_view(core, rows)
    refusals = {one.id: one.reason for one in refused}
    later = [row.id for row in rows if row.ordinal]
    stored = (yield from core.connector.hashes(later)) if later and not empty else {}
    jobs = []
    for one in cuts:
        job = Job(one.changed.document.id, one.place, one, [])
        for row in one.rows:
            if row.id in refusals:
                job.blame(row.id, refusals[row.id])
        if job.fault is None:
            job.rows = [row for row in one.rows if not row.ordinal or stored.get(row.id) != row.hash]
        jobs.append(job)
    return jobs
