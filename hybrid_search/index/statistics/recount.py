"""Counting the whole index again: one record in place of all, true also after deletions."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from hybrid_search.connectors.base import Row
from hybrid_search.connectors.steps import Compute, Operation
from hybrid_search.encoders.statistics import CollectionStatistics, adaptive
from hybrid_search.errors import Unsupported
from hybrid_search.index.core import Core
from hybrid_search.index.follow import follow
from hybrid_search.index.lifecycle import require, writable
from hybrid_search.index.statistics.record import PREFIX, to_bytes
from hybrid_search.index.statistics.save import save
from hybrid_search.index.statistics.space_saving import SpaceSaving
from hybrid_search.index.statistics.tally import new_key

_log = logging.getLogger(__name__)

_ROWS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class RecountReport:
    """What ``recount`` did.

    Attributes:
        documents: Rows counted.
        dimensions: Different dimensions that the statistics list; at most 65,536.
        removed: Records that the new one replaced.
    """

    documents: int = 0
    dimensions: int = 0
    removed: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The same as a dict, ready for JSON."""
        return asdict(self)


RecountProgress = Callable[[RecountReport], None]
"""Called after each page of rows with the report so far."""


def recount(core: Core, progress: RecountProgress | None) -> Operation[RecountReport]:
    """Count all stored rows, store that, and remove the records that were there before.

    Raises:
        Unsupported: through a view, or if the encoder takes no statistics.
    """
    if core.where is not None:
        raise Unsupported("recount() through a view would count only what it sees; call it on the index itself")
    if adaptive(core.encoder) is None:
        raise Unsupported(
            f"the encoder {core.encoder.name!r} does not use collection statistics, so there is nothing to recount; "
            "open the index with one that does"
        )
    writable(core)
    yield from follow(core)
    yield from require(core)
    yield from core.connector.settle()
    yield from save(core)  # should this fail half-way, nothing is lost
    before = yield from core.connector.list_records(PREFIX)
    core.tally.restart()  # what is added from now on goes into a record of its own
    counted = SpaceSaving()
    cursor: str | None = None
    while True:
        rows, cursor = yield from core.connector.scan(cursor, _ROWS_AT_ONCE, vectors=True)
        yield Compute(partial(_count, counted, rows))
        if progress is not None:
            progress(RecountReport(counted.documents, len(counted.statistics().dimensions)))
        if cursor is None:
            break
    statistics = counted.statistics()
    yield from core.connector.put_record(new_key(), (yield Compute(partial(to_bytes, statistics))))
    for key in before:
        yield from core.connector.delete_record(key)
    core.known.restart()
    _log.info("%s: counted %d rows, in place of %d records", core.connector.url, statistics.documents, len(before))
    return RecountReport(statistics.documents, len(statistics.dimensions), len(before))


def _count(counted: SpaceSaving, rows: Sequence[Row]) -> None:
    counted.add(CollectionStatistics.of(row.sparse for row in rows if row.sparse is not None))
