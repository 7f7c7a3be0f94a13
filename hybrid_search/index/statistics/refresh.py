"""Reading the records of all writers."""

from __future__ import annotations

from functools import partial

from hybrid_search.connectors.steps import Compute, Operation
from hybrid_search.encoders.statistics import CollectionStatistics
from hybrid_search.errors import CorruptIndex, HybridSearchError
from hybrid_search.index.core import Core
from hybrid_search.index.follow import warn_if_switched
from hybrid_search.index.statistics.known import SUM_DIMENSIONS, Reading
from hybrid_search.index.statistics.record import PREFIX, from_bytes
from hybrid_search.index.statistics.space_saving import SpaceSaving
from hybrid_search.index.statistics.warn import warn_once

MAX_RECORDS = 1_000
"""Records that are read at most."""


def refresh(core: Core) -> Operation[Reading]:
    """Read all records but the own one, whose documents the tally has, and remember their sum.

    What cannot be used is logged once, and raises nothing: a search without statistics is a good search.
    """
    reading = yield from _read(core)
    core.known.learn(reading)
    if reading.failure is not None:
        warn_once(core, "read", f"the collection statistics cannot be read ({reading.failure}); searches go without")
    for key, reason in reading.ignored.items():
        warn_once(core, key, f"the statistics record {key!r} is ignored: {reason}; call recount() to replace it")
    yield from warn_if_switched(core)
    return reading


def _read(core: Core) -> Operation[Reading]:
    others = SpaceSaving(SUM_DIMENSIONS)
    ignored: dict[str, str] = {}
    try:
        keys = yield from core.connector.list_records(PREFIX)
        for key in keys[:MAX_RECORDS]:
            record = None if key == core.tally.key else (yield from core.connector.get_record(key))
            if record is None:
                continue  # the own one, or one that a recount has just removed
            try:
                statistics: CollectionStatistics = yield Compute(partial(from_bytes, record))
            except CorruptIndex as error:
                ignored[key] = str(error)
            else:
                yield Compute(partial(others.add, statistics))
    except HybridSearchError as error:
        return Reading(failure=str(error))
    return Reading(others.statistics(), len(keys), ignored)
