"""Writing rows: vectors first and the row itself last; deleting the other way round. :mod:`.layout` says why."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

from hybrid_search.connectors.base import IndexSpec, Row, WriteReport
from hybrid_search.connectors.parts import Item, PartLimits, parts, send_in_parts
from hybrid_search.connectors.pinecone.core import Core
from hybrid_search.connectors.pinecone.errors import Rejected
from hybrid_search.connectors.pinecone.filters import to_pinecone
from hybrid_search.connectors.pinecone.freshness import lsn_of
from hybrid_search.connectors.pinecone.layout import Layout, Place
from hybrid_search.connectors.pinecone.rows import get_records
from hybrid_search.connectors.pinecone.schema import Entry, Record, to_entry
from hybrid_search.connectors.steps import Call, Compute, Gather, Operation
from hybrid_search.errors import IndexNotFound, RequestTooLarge
from hybrid_search.filters import Filter
from hybrid_search.types import FailedDocument, storage_key

UPSERTED = PartLimits(items=200, size=1_800_000)
"""Rows of one request: Pinecone takes 1,000 records and 2 MB."""

DELETED = PartLimits(items=1_000, size=1_000_000)
"""Keys of one delete."""

MATCHED = 100
"""Rows of one page of those that match a filter, which come whole."""


def upsert(core: Core, rows: Sequence[Row]) -> Operation[WriteReport]:
    """Store rows in as many requests as they need; the last of several with one id."""
    spec = yield from core.spec()
    latest = list({row.id: row for row in rows}.values())
    items, failed = yield Compute(partial(_items, latest, spec, core.layout))
    failed += yield from send_in_parts(items, UPSERTED, partial(_send, core))
    if failed:
        core.doubt()
    if core.unsettled.full():
        yield from core.settle()
    return WriteReport(written=len(latest) - len(failed), failed=tuple(failed))


def delete(core: Core, ids: Sequence[str]) -> Operation[int]:
    """Delete rows by id; vectors that a write or a delete left behind go too."""
    spec = yield from core.spec()
    keys = list(dict.fromkeys(map(storage_key, ids)))
    there = yield from get_records(core, core.layout.rows, keys)
    yield from _delete(core, spec, keys)
    return len(there)


def delete_where(core: Core, where: Filter) -> Operation[int]:
    """Delete the rows that match, by the keys of those that do once every write is seen."""
    spec = yield from core.spec()
    yield from core.settle()
    keys: list[str] = []
    token: str | None = None
    rows = core.layout.rows
    while True:
        arguments = {
            "namespace": rows.namespace,
            "filter": to_pinecone(where),
            "limit": MATCHED,
            "pagination_token": token,
        }
        page = yield Call(f"{rows.role}.fetch_by_metadata", arguments)
        keys += page.vectors
        token = page.pagination.next if page.pagination else None
        if not token:
            break
    yield from _delete(core, spec, keys)
    return len(keys)


def _items(rows: Sequence[Row], spec: IndexSpec, layout: Layout) -> tuple[list[Item], list[FailedDocument]]:
    items: list[Item] = []
    failed: list[FailedDocument] = []
    for row in rows:
        try:
            entry = to_entry(row, spec, layout)
        except (ValueError, TypeError) as error:  # InvalidVector is a ValueError, a lone surrogate either of them
            failed.append(FailedDocument(row.id, str(error)))
        else:
            items.append(Item(row.id, entry, entry.size))
    return items, failed


def _send(core: Core, items: Sequence[Item]) -> Operation[Sequence[FailedDocument]]:
    """One part: its vectors, then its rows. A request that is refused is halved until the guilty row is found."""
    entries = [cast("Entry", item.payload) for item in items]
    try:
        yield from _write_legs(core, entries)
        yield from _upsert(core, {core.layout.rows: [entry.row for entry in entries]})
    except Rejected as error:
        if len(items) == 1:
            return [FailedDocument(items[0].id, str(error))]
        raise RequestTooLarge(str(error)) from error
    return []


def _write_legs(core: Core, entries: Sequence[Entry]) -> Operation[None]:
    records: dict[Place, list[Record]] = {}
    bare: dict[Place, list[str]] = {}
    for entry in entries:
        for place, record in entry.legs.items():
            records.setdefault(place, []).append(record)
        for place in entry.bare:
            bare.setdefault(place, []).append(entry.key)
    for place, keys in bare.items():
        yield from _delete_keys(core, place, keys)
    yield from _upsert(core, records)


def _upsert(core: Core, records: dict[Place, list[Record]]) -> Operation[None]:
    calls = [
        Call(f"{place.role}.upsert", {"namespace": place.namespace, "vectors": some}) for place, some in records.items()
    ]
    answers = yield Gather(tuple(calls))
    for (place, some), answer in zip(records.items(), answers, strict=True):
        core.unsettled.wrote(place, [record["id"] for record in some], lsn_of(answer))


def _delete(core: Core, spec: IndexSpec, keys: Sequence[str]) -> Operation[None]:
    for place in (core.layout.rows, *core.layout.legs(spec)):
        yield from _delete_keys(core, place, keys)


def _delete_keys(core: Core, place: Place, keys: Sequence[str]) -> Operation[None]:
    for part in parts(keys, DELETED, len):
        try:
            yield Call(f"{place.role}.delete", {"namespace": place.namespace, "ids": part})
        except IndexNotFound:  # of the namespace: nothing was ever written there
            return
        core.unsettled.wrote(place, part, None)
