"""What the doctor says of the statistics."""

from __future__ import annotations

from hybrid_search.connectors.steps import Operation
from hybrid_search.encoders.statistics import adaptive
from hybrid_search.index.core import Core
from hybrid_search.index.finding import Finding
from hybrid_search.index.statistics.refresh import MAX_RECORDS, refresh

_MANY_RECORDS = 100
_RECOUNT = "call recount(), or run hybrid-search recount"


def findings(core: Core, rows: int) -> Operation[list[Finding]]:
    """Records that are ignored, refused or too many, and documents that were never counted.

    Args:
        core: The index.
        rows: How many it holds.
    """
    if adaptive(core.encoder) is None:
        return []
    reading = yield from refresh(core)
    if reading.failure is not None:
        problem = f"the collection statistics cannot be read ({reading.failure}), so query weights are static"
        return [Finding("note", problem, "open the index with a role that may read records")]
    found = [
        Finding("warning", f"the statistics record {key!r} is ignored: {reason}", _RECOUNT)
        for key, reason in reading.ignored.items()
    ]
    if core.tally.failure is not None:
        problem = f"the statistics of what was added here could not be stored ({core.tally.failure})"
        found.append(Finding("warning", problem, f"open the index with a role that may write records, and {_RECOUNT}"))
    if reading.records > _MANY_RECORDS:
        problem = f"there are {reading.records:,} statistics records, and at most {MAX_RECORDS:,} are read"
        found.append(Finding("warning", problem, f"{_RECOUNT}, which makes them one"))
    counted = core.known.total(core.tally).documents
    if 2 * counted < rows:
        found.append(Finding("note", f"the statistics cover {counted:,} of {rows:,} documents", _RECOUNT))
    return found
