"""Reading rows: by id, by page, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote_plus

from pinecone import Vector

from hybrid_search.connectors.base import IndexSpec, Row
from hybrid_search.connectors.parts import PartLimits, parts
from hybrid_search.connectors.pinecone.core import Core
from hybrid_search.connectors.pinecone.filters import to_pinecone
from hybrid_search.connectors.pinecone.layout import Place
from hybrid_search.connectors.pinecone.lifecycle import count_in
from hybrid_search.connectors.pinecone.schema import to_row
from hybrid_search.connectors.steps import Call, Gather, Operation
from hybrid_search.filters import Filter
from hybrid_search.types import storage_key

PAGE = 100
"""Keys that one request may list."""

FETCHED = PartLimits(items=100, size=6_000)
"""Keys of one fetch: they travel in the address, of which servers and what is before them take 8 KB for sure."""

AT_ONCE = 4
"""Requests under way at the same time."""

Found = dict[str, Vector]


def fetch(core: Core, ids: Sequence[str], *, vectors: bool) -> Operation[dict[str, Row]]:
    """Rows by id."""
    spec = yield from core.spec()
    keys = list(dict.fromkeys(map(storage_key, ids)))
    found = yield from get_rows(core, spec, keys, vectors=vectors)
    if not found:
        yield from core.check()
    return {row.id: row for row in found}


def hashes(core: Core, ids: Sequence[str]) -> Operation[dict[str, str]]:
    """Hashes by id."""
    yield from core.spec()
    keys = {storage_key(id): id for id in ids}
    records = yield from get_records(core, core.layout.rows, list(keys))
    return {keys[key]: str((record.metadata or {})["hash"]) for key, record in records.items()}


def scan(core: Core, after: str | None, limit: int, *, vectors: bool) -> Operation[tuple[list[Row], str | None]]:
    """One page in the order of Pinecone's list; the cursor is its own."""
    spec = yield from core.spec()
    rows = core.layout.rows
    arguments = {"namespace": rows.namespace, "limit": min(limit, PAGE), "pagination_token": after}
    page = yield Call(f"{rows.role}.list_paginated", arguments)
    keys = [one.id for one in page.vectors]
    found = yield from get_rows(core, spec, keys, vectors=vectors)
    if not found:
        yield from core.check()
    following: str | None = page.pagination.next if page.pagination else None
    return found, following or None


def count(core: Core, where: Filter | None) -> Operation[int]:
    """How many rows match: with a filter, what an update by metadata would change, if it were not only tried."""
    yield from core.spec()
    rows = core.layout.rows
    if where is None:
        return (yield from _checked(core, count_in((yield Call(f"{rows.role}.describe_index_stats")), rows)))
    arguments = {
        "namespace": rows.namespace,
        "filter": to_pinecone(where),
        "set_metadata": {"hash": ""},  # required, and not written
        "dry_run": True,
    }
    answer = yield Call(f"{rows.role}.update", arguments)
    return (yield from _checked(core, int(answer.matched_records or 0)))


def _checked(core: Core, number: int) -> Operation[int]:
    if not number:
        yield from core.check()
    return number


def get_rows(core: Core, spec: IndexSpec, keys: Sequence[str], *, vectors: bool) -> Operation[list[Row]]:
    """The rows of these keys that are there, in this order."""
    rows = yield from get_records(core, core.layout.rows, keys)
    found: dict[Place, Found] = {}
    for place in core.layout.legs(spec) if vectors else ():
        found[place] = yield from get_records(core, place, list(rows))

    def row(key: str) -> Row:
        dense, sparse = (found.get(place, {}).get(key) for place in (core.layout.dense, core.layout.sparse))
        return to_row(metadata_of(rows[key]), key, {"dense": dense, "sparse": sparse} if vectors else None, spec)

    return [row(key) for key in keys if key in rows]


def get_records(core: Core, place: Place, keys: Sequence[str]) -> Operation[Found]:
    """The records of these keys that are there; those that were just written are waited for."""
    if core.unsettled.touches(place, keys):
        yield from core.settle(place)
    found: Found = {}
    calls = [
        Call(f"{place.role}.fetch", {"namespace": place.namespace, "ids": part})
        for part in parts(keys, FETCHED, bytes_in_address)
    ]
    for some in _groups(calls):
        for answer in (yield Gather(tuple(some))):
            found |= answer.vectors
    return found


def bytes_in_address(key: str) -> int:
    """What a key takes in the address of a request: ``&ids=`` and itself, percent-encoded."""
    return len(quote_plus(key)) + 5


def _groups(calls: Sequence[Call]) -> Iterable[Sequence[Call]]:
    return (calls[start : start + AT_ONCE] for start in range(0, len(calls), AT_ONCE))


def metadata_of(record: Vector | None) -> Mapping[str, Any]:
    """A record's metadata; empty without a record."""
    return {} if record is None or record.metadata is None else record.metadata
