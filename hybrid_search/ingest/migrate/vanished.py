"""Rows of the next generation that the live one no longer has."""

from __future__ import annotations

from collections.abc import Sequence

from hybrid_search.connectors.base import Connector, Row
from hybrid_search.connectors.steps import Operation
from hybrid_search.ingest.migrate.wanted import key
from hybrid_search.ingest.sync.seen import Seen
from hybrid_search.ingest.sync.vanished import KEPT, Vanished

_PAGE = 500


def vanished(live: Connector, next: Connector, mirrored: Seen | None = None) -> Operation[Vanished]:
    """How many, and the ids of the first 50,000.

    Args:
        live: What is mirrored.
        next: Its mirror.
        mirrored: If given, only rows that a pass had compared, and that are as it left them.
    """
    yield from next.settle()
    found = Vanished()
    cursor: str | None = None
    while True:
        rows, cursor = yield from next.scan(cursor, _PAGE)
        ids = [row.id for row in _untouched(rows, mirrored)]
        there = (yield from live.hashes(ids)) if ids else {}
        gone = [id for id in ids if id not in there]
        found.number += len(gone)
        found.ids += gone[: KEPT - len(found.ids)]
        if cursor is None:
            return found


def _untouched(rows: Sequence[Row], mirrored: Seen | None) -> Sequence[Row]:
    if mirrored is None:
        return rows
    return [row for row, same in zip(rows, mirrored.has(map(key, rows)), strict=True) if same]
