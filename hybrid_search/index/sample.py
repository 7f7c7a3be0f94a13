"""A sample of what is stored, to look at."""

from __future__ import annotations

from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import InvalidQuery
from hybrid_search.filters import matches
from hybrid_search.index.core import Core
from hybrid_search.index.lifecycle import require
from hybrid_search.types import SparseVector

_ROWS_AT_ONCE = 500


def sample_vectors(core: Core, size: int) -> Operation[list[SparseVector]]:
    """The sparse vectors of the first *size* documents within the view, in the backend's own order."""
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise InvalidQuery(f"sample_vectors({size!r}): the size must be a whole number of at least 1")
    yield from require(core)
    found: list[SparseVector] = []
    cursor: str | None = None
    while True:
        page = min(_ROWS_AT_ONCE, size - len(found))
        rows, cursor = yield from core.connector.scan(cursor, page, vectors=True)
        found += [row.sparse for row in rows if row.sparse is not None and matches(core.where, row.values())]
        if cursor is None or len(found) >= size:
            return found
