"""Rows that a document no longer has: it has become shorter, or is cut in another way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hybrid_search.connectors.steps import Operation
from hybrid_search.filters import F, Filter, all_of, matches
from hybrid_search.filters.tree import Or
from hybrid_search.index.core import Core

_AT_ONCE = 100


def delete_surplus(core: Core, lengths: Mapping[str, int]) -> Operation[int]:
    """Delete the rows behind the last of each document; returns how many.

    They are counted first, since a count costs a backend far less than a deletion that finds nothing.

    Args:
        core: The index, or a view; rows outside the view are left alone.
        lengths: Document id to how many rows it has now.
    """
    deleted = 0
    for where in _beyond(core, lengths):
        if (yield from core.connector.count(where)):
            deleted += yield from core.connector.delete_where(where)
    return deleted


def count_surplus(core: Core, lengths: Mapping[str, int]) -> Operation[int]:
    """How many rows :func:`delete_surplus` would delete."""
    found = 0
    for where in _beyond(core, lengths):
        found += yield from core.connector.count(where)
    return found


def strays(core: Core, others: Mapping[str, str]) -> Operation[list[str]]:
    """Ids of rows that belong to these documents and were made when documents were cut in another way.

    Args:
        core: The index, or a view.
        others: Row id to the document that it would belong to. It may be a document of its own.
    """
    if not others:
        return []
    rows = yield from core.connector.fetch(list(others))
    return [id for id, row in rows.items() if row.parent == others[id] and matches(core.where, row.values())]


def _beyond(core: Core, lengths: Mapping[str, int]) -> Iterator[Filter]:
    parent, ordinal = F["_hs.parent"], F["_hs.ordinal"]
    beyond: list[Filter] = [(parent == id) & (ordinal >= length) for id, length in lengths.items()]
    for start in range(0, len(beyond), _AT_ONCE):
        part = beyond[start : start + _AT_ONCE]
        where = all_of(core.where, part[0] if len(part) == 1 else Or(tuple(part)))
        assert where is not None  # there is a part
        yield where
