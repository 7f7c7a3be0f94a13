"""Counting what was written, and storing the count now and then."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from hybrid_search.connectors.base import Row
from hybrid_search.connectors.steps import Compute, Operation
from hybrid_search.encoders.statistics import adaptive
from hybrid_search.errors import HybridSearchError
from hybrid_search.index.core import Core
from hybrid_search.index.statistics.tally import Snapshot
from hybrid_search.index.statistics.warn import warn_once


def count(core: Core, rows: Sequence[Row], failed: Collection[str]) -> Operation[None]:
    """Count rows that were acknowledged, and store the count if enough came together.

    A process that is killed loses what it counted since: at most 1 % of what it wrote, and the batch under way.

    Args:
        core: The index.
        rows: What was sent.
        failed: Ids of those that were refused.
    """
    if adaptive(core.encoder) is None:
        return
    vectors = [row.sparse for row in rows if row.sparse is not None and row.id not in failed]
    if vectors:
        yield Compute(partial(core.tally.count, vectors))
    if core.tally.due:
        yield from save(core)


def save(core: Core) -> Operation[None]:
    """Store the count, if it changed. A failure is noted and logged, and raises nothing: documents matter more."""
    if core.compared.generation != core.connector.pinned:
        return  # what was counted is of a generation that is gone, and of its encoder
    snapshot: Snapshot | None = yield Compute(core.tally.begin_save)
    if snapshot is None:
        return
    stored = False
    try:
        yield from core.connector.put_record(snapshot.key, snapshot.record)
        stored = True
        core.tally.failure = None
    except HybridSearchError as error:
        core.tally.failure = str(error)
        warn_once(
            core,
            "save",
            f"the collection statistics of what was added could not be stored ({error}); the documents are. Open the "
            "index with a role that may write records, and call recount()",
        )
    finally:
        core.tally.end_save(snapshot, stored=stored)
