"""Payload indexes: the engine's own indexes over the typed view, one for each metadata path.

Without one, a filter makes the engine parse the payload of every row: 50 ms at 10,000 rows of 1 KB, against 0.3 ms with
one. Making one waits for the disk, so a small index has none. Later they are made when a path is first written, so that
no search ever waits for one to be built.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import qdrant_edge as engine

from hybrid_search.connectors.embedded.view import HIGH, PATHS, ROOT, View, encode

FROM_ROWS = 1_000
"""Rows from which there are payload indexes; of fewer, reading all payloads takes 5 ms."""

MAX_INDEXES = 128
"""Each takes memory and a dozen memory maps; filters on further paths are slower, and just as right."""

_UNUSED = frozenset(map(encode, ("_hs.ordinal", "_hs.hash")))  # filters on these name the parent too, which has one


class PayloadIndexes:
    """The payload indexes of an opened shard."""

    def __init__(self, shard: engine.EdgeShard) -> None:
        self._shard = shard
        self._present = set(shard.info().payload_schema)

    def extend(self, written: Iterable[View]) -> None:
        """Make the indexes that are missing, after rows with these views were written."""
        complete = PATHS in self._present  # it is made last
        if not complete:
            rows = self._shard.info().points_count
            if rows < FROM_ROWS:
                return
            written = self._stored(rows)
        for name, kind in wanted(written).items():
            if len(self._present) < MAX_INDEXES:
                self._make(name, kind)
        self._make(PATHS, engine.PayloadSchemaType.Keyword)

    def _make(self, name: str, kind: engine.PayloadSchemaType) -> None:
        if name not in self._present:
            self._shard.update(engine.UpdateOperation.create_field_index(name, kind))
            self._present.add(name)

    def _stored(self, rows: int) -> list[View]:
        records, _ = self._shard.scroll(engine.ScrollRequest(limit=rows, with_payload=[ROOT]))
        payloads: list[Any] = [record.payload for record in records]
        return [payload[ROOT] for payload in payloads]


def wanted(views: Iterable[View]) -> dict[str, engine.PayloadSchemaType]:
    """The indexes that the values in these views ask for: the engine's key, and the kind of index."""
    seen = {(group, path) for one in views for group in one.keys() - {"path"} for path in one[group]}
    found: dict[str, engine.PayloadSchemaType] = {}
    for group, path in sorted(seen):
        if path in _UNUSED:
            continue
        if group == "string":
            found[f"{ROOT}.string.{path}"] = engine.PayloadSchemaType.Keyword
        elif group in ("bool", "date"):
            found[f"{ROOT}.{group}.{path}"] = engine.PayloadSchemaType.Integer
        else:  # both kinds of numbers, because a range asks for both, and one without an index reads every payload
            found[f"{ROOT}.integer.{path}"] = engine.PayloadSchemaType.Integer
            found[f"{ROOT}.fraction.{path}{HIGH}"] = engine.PayloadSchemaType.Integer
    return found
