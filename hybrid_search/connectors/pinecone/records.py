"""Named records, in the metadata of Pinecone's.

A record is a head ``h:NAME``, which holds a small value itself, and for a larger one pieces ``p:NAME:VERSION:NUMBER``.
A new version's pieces are written under a name of their own before the head that points to them, so a reader finds the
old value or the new one, and never a part. The pieces of the old version are deleted last; a reader that was about to
read them finds some missing, and begins again.
"""

from __future__ import annotations

import hashlib
import uuid
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.parts import PartLimits, parts
from hybrid_search.connectors.pinecone.core import Core
from hybrid_search.connectors.pinecone.freshness import lsn_of
from hybrid_search.connectors.pinecone.rows import PAGE, get_records, metadata_of
from hybrid_search.connectors.pinecone.schema import Record, stub
from hybrid_search.connectors.steps import Call, Operation, Sleep
from hybrid_search.connectors.typed_view import encode
from hybrid_search.errors import BackendError, IndexNotFound

PIECE = 21_000
"""Bytes of the value in one piece: 28,000 characters of Base64."""

UPSERTED = PartLimits(items=50, size=1_500_000)
DELETED = PartLimits(items=1_000, size=1_000_000)

_HEAD = 400
_TRIES = 5
_WAIT_S = 0.2


def put(core: Core, key: str, value: bytes) -> Operation[None]:
    """Store a record; it can be read when this returns."""
    spec = yield from core.spec()
    old = yield from _head(core, key)
    version = uuid.uuid4().hex
    pieces = [value[start : start + PIECE] for start in range(0, len(value), PIECE)] if len(value) > PIECE else []
    names = _pieces(key, version, len(pieces))
    written = [_record(core, spec, name, {"data": _text(piece)}) for name, piece in zip(names, pieces, strict=True)]
    head = {"key": key} | ({"version": version, "pieces": len(pieces)} if pieces else {"data": _text(value)})
    yield from _write(core, written)
    yield from _write(core, [_record(core, spec, _head_id(key), head)])
    yield from _delete(core, _pieces_of(key, old))
    yield from core.settle(core.layout.records)


def get(core: Core, key: str) -> Operation[bytes | None]:
    """A record, or None.

    Raises:
        BackendError: if pieces of it stay missing.
    """
    yield from core.spec()
    for _ in range(_TRIES):
        head = yield from _head(core, key)
        if head is None:
            return None
        if "data" in head:
            return b64decode(head["data"])
        names = _pieces_of(key, head)
        found = yield from get_records(core, core.layout.records, names)
        if len(found) == len(names):
            return b"".join(b64decode(metadata_of(found[name])["data"]) for name in names)
        yield Sleep(_WAIT_S)
    raise BackendError(f"{core.url}: the record {key!r} lacks some of its pieces; write it again")


def list_keys(core: Core, prefix: str) -> Operation[list[str]]:
    """Keys with this prefix, sorted."""
    yield from core.spec()
    heads = yield from _names(core, f"h:{encode(prefix)[:_HEAD]}")
    found = yield from get_records(core, core.layout.records, heads)
    keys = [str(metadata_of(record)["key"]) for record in found.values()]
    return sorted(key for key in keys if key.startswith(prefix))


def delete(core: Core, key: str) -> Operation[None]:
    """Delete a record."""
    yield from core.spec()
    head = yield from _head(core, key)
    if head is not None:
        yield from _delete(core, [_head_id(key), *_pieces_of(key, head)])
        yield from core.settle(core.layout.records)


def clear_records(core: Core) -> Operation[None]:
    """Delete all records."""
    for prefix in ("h:", "p:"):
        names = yield from _names(core, prefix)
        for part in parts(names, DELETED, len):
            yield from _delete(core, part)


def _names(core: Core, prefix: str) -> Operation[list[str]]:
    place = core.layout.records
    names: list[str] = []
    token: str | None = None
    while True:
        arguments = {"namespace": place.namespace, "prefix": prefix, "limit": PAGE, "pagination_token": token}
        page = yield Call(f"{place.role}.list_paginated", arguments)
        names += [one.id for one in page.vectors]
        token = page.pagination.next if page.pagination else None
        if not token:
            return names


def _head(core: Core, key: str) -> Operation[Mapping[str, Any] | None]:
    name = _head_id(key)
    found = yield from get_records(core, core.layout.records, [name])
    return metadata_of(found[name]) if name in found else None


def _head_id(key: str) -> str:
    """Begins with the key, so that keys can be listed by prefix; a long one is cut, and told apart by its hash."""
    return f"h:{encode(key)[:_HEAD]}~{_digest(key)}"


def _pieces_of(key: str, head: Mapping[str, Any] | None) -> list[str]:
    return [] if head is None or "version" not in head else _pieces(key, head["version"], int(head["pieces"]))


def _pieces(key: str, version: str, number: int) -> list[str]:
    return [f"p:{_digest(key)}:{version}:{place}" for place in range(number)]


def _record(core: Core, spec: IndexSpec, name: str, metadata: Mapping[str, Any]) -> Record:
    return {"id": name, **stub(spec, core.layout), "metadata": dict(metadata)}


def _write(core: Core, records: Sequence[Record]) -> Operation[None]:
    place = core.layout.records
    for part in parts(records, UPSERTED, lambda record: len(str(record["metadata"].get("data", ""))) + 500):
        answer = yield Call(f"{place.role}.upsert", {"namespace": place.namespace, "vectors": part})
        core.unsettled.wrote(place, [record["id"] for record in part], lsn_of(answer))


def _delete(core: Core, names: Sequence[str]) -> Operation[None]:
    place = core.layout.records
    if names:
        try:
            yield Call(f"{place.role}.delete", {"namespace": place.namespace, "ids": list(names)})
        except IndexNotFound:
            return
        core.unsettled.wrote(place, list(names), None)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _text(value: bytes) -> str:
    return b64encode(value).decode()
