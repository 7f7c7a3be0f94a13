"""Rows of the next generation that the live one no longer has."""

from __future__ import annotations

from collections.abc import Sequence

from hybrid_search.connectors.base import Connector, Row
from hybrid_search.connectors.steps import Operation
from hybrid_search.ingest.migrate.wanted import key
from hybrid_search.ingest.sync.seen import Seen

_PAGE = 500
_MOST = 50_000
"""Ids that are kept at once; if there are more, the next pass finds the others."""


def vanished(live: Connector, next: Connector, mirrored: Seen | None = None) -> Operation[list[str]]:
    """Their ids.

    Args:
        live: What is mirrored.
        next: Its mirror.
        mirrored: If given, only rows that a pass had compared, and that are as it left them.
    """
    yield from next.settle()
    found: list[str] = []
    cursor: str | None = None
    while len(found) < _MOST:
        rows, cursor = yield from next.scan(cursor, _PAGE)
        ids = [row.id for row in _untouched(rows, mirrored)]
        there = (yield from live.hashes(ids)) if ids else {}
        found += [id for id in ids if id not in there]
        if cursor is None:
            break
    return found


def _untouched(rows: Sequence[Row], mirrored: Seen | None) -> Sequence[Row]:
    if mirrored is None:
        return rows
    return [row for row, same in zip(rows, mirrored.has(map(key, rows)), strict=True) if same]
