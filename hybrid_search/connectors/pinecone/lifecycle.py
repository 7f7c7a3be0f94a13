"""Whether there is an index; making and deleting it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.pinecone import pointer
from hybrid_search.connectors.pinecone.core import Core
from hybrid_search.connectors.pinecone.layout import GENERATION, RECORDS, Place, Role, from_tags, to_tags
from hybrid_search.connectors.pinecone.pointer import Pointer
from hybrid_search.connectors.retry import Budget
from hybrid_search.connectors.steps import Call, Operation, Sleep
from hybrid_search.errors import BackendUnavailable, IndexExists, IndexNotFound, NotAnIndex

_log = logging.getLogger(__name__)

READY_S = 300.0
"""Seconds that Pinecone may take to make or to delete a physical index."""

_WAITS = (0.1, 0.5, 1.0, 2.0)


def exists(core: Core) -> Operation[bool]:
    """Whether the generation is there."""
    try:
        yield from core.look()
    except IndexNotFound:
        return False
    return True


def look_up(first: Core) -> Operation[tuple[IndexSpec, Pointer]]:
    """What the physical indexes were created for, and which generation is live.

    Raises:
        IndexNotFound: if there is no index.
        NotAnIndex: if it is not one of this library.
    """
    spec = yield from first.described()
    return spec, (yield from pointer.read(first.layout))


def create(core: Core, spec: IndexSpec) -> Operation[None]:
    """Make the index with its first generation.

    What is missing of the physical indexes comes first, then the namespace of the records, which only one creator can
    make.

    Raises:
        IndexExists: if it is there, or another creator was faster, or other namespaces share the physical indexes,
            which were made for another encoder.
        NotAnIndex: if there are physical indexes of these names that this library did not make.
    """
    try:
        yield from look_up(core)
    except IndexNotFound:
        core.forget()
    else:
        raise IndexExists(f"{core.url}: there is an index already; open it, or drop it first")
    if not (yield from _make_indexes(core, spec)):  # they were made for something else
        if (yield from _in_use(core)):
            raise IndexExists(
                f"{core.url}: its Pinecone indexes were made for vectors of another kind, and other namespaces use "
                "them, so take another name"
            )
        yield from _delete_indexes(core)
        if not (yield from _make_indexes(core, spec)):
            raise IndexExists(f"{core.url}: another writer makes an index of this name for another encoder")
    yield Call("forget")
    records = core.layout.records
    yield Call(f"{records.role}.create_namespace", {"name": records.namespace}, idempotent=False)
    yield from clear(core, spec)  # only what a drop that broke off has left
    yield from delete_generations(core)
    yield from make_namespaces(core, spec)


def make_namespaces(core: Core, spec: IndexSpec) -> Operation[None]:
    """Make those of rows and vectors."""
    for place in (core.layout.rows, *core.layout.legs(spec)):
        if place.namespace:  # the default one is always there
            yield from _make_namespace(place)


def drop(core: Core) -> Operation[bool]:
    """Delete the namespaces of all generations, that of the first one's records first; then the physical indexes.

    Those only if they are empty.
    """
    try:
        spec, _ = yield from look_up(core)
    except IndexNotFound:
        return False
    yield from delete_namespace(core.layout.records)
    yield from clear(core, spec)
    yield from delete_generations(core)
    core.forget()
    if not (yield from _in_use(core)):
        yield from _delete_indexes(core)
    yield Call("forget")
    return True


def facts(core: Core) -> Operation[Mapping[str, Any]]:
    """What Pinecone says of the index."""
    spec = yield from core.spec()
    layout = core.layout
    rows = 0
    indexes: dict[str, Any] = {}
    for role in layout.schemas(spec):
        stats = yield Call(f"{role}.describe_index_stats")
        if role == layout.home:
            rows = count_in(stats, layout.rows)
        vectors = count_in(stats, Place(role, layout.vectors))
        indexes[layout.indexes()[role]] = {"vectors": vectors, "fullness": stats.index_fullness}
    return {
        "rows": rows,
        "dims": spec.dims,
        "sparse": spec.sparse,
        "namespace": layout.vectors or "__default__",
        "layout": "single" if layout.single else "pair",
        "indexes": indexes,
    }


def count_in(stats: Any, place: Place) -> int:
    """The number of records of a place."""
    summary = stats.namespaces.get(place.namespace or "__default__")
    return 0 if summary is None else int(summary.vector_count)


def _make_indexes(core: Core, spec: IndexSpec) -> Operation[bool]:
    """Make the physical indexes that are missing; False if one is there for another kind of vectors."""
    schemas = core.layout.schemas(spec)
    for role, schema in schemas.items():
        name = core.layout.indexes()[role]
        try:
            yield Call("indexes.create", _request(core, name, schema, spec))
        except IndexExists:  # by another creator, or by one that broke off
            there = yield Call("indexes.describe", {"name": name})
            if from_tags(there.tags, core.url) != spec:
                return False
    for role in schemas:
        yield from _ready(core, core.layout.indexes()[role])
    return True


def _request(core: Core, name: str, schema: Mapping[str, Any], spec: IndexSpec) -> dict[str, Any]:
    where = {"deployment_type": "managed", "cloud": core.options.cloud, "region": core.options.region}
    # The client itself would wait for it, without an end: -1 is not to wait.
    return {"name": name, "schema": schema, "deployment": where, "tags": to_tags(spec), "timeout": -1}


def _ready(core: Core, name: str) -> Operation[None]:
    budget = Budget(READY_S)
    tries = 0
    while True:
        index = yield Call("indexes.describe", {"name": name})
        if index.status.ready and index.host is not None:
            return
        wait = _WAITS[min(tries, len(_WAITS) - 1)]
        if index.status.state == "InitializationFailed" or wait > budget.left():
            raise BackendUnavailable(
                f"{core.url}: Pinecone has not made the index {name} ready in {READY_S:g} s "
                f"(it is {index.status.state}); create it again later, which goes on from here"
            )
        if not tries:
            _log.info("%s: waiting until Pinecone has made the index %s", core.url, name)
        yield Sleep(wait)
        tries += 1


def clear(core: Core, spec: IndexSpec) -> Operation[None]:
    """Delete rows and vectors of the generation."""
    places = [core.layout.rows, *core.layout.legs(spec)]
    for role in dict.fromkeys(place.role for place in places):
        stats = yield Call(f"{role}.describe_index_stats")
        for place in places:
            if place.role == role and count_in(stats, place):
                yield from delete_namespace(place)


def namespaces(core: Core, role: Role) -> Operation[list[str]]:
    """The namespaces of all generations from 2 on."""
    found: list[str] = []
    token: str | None = None
    while True:
        arguments = {"prefix": core.layout.namespace + GENERATION, "pagination_token": token}
        page = yield Call(f"{role}.list_namespaces_paginated", arguments)
        found += [one.name for one in page.namespaces if core.layout.owner(one.name) is not None]
        token = page.pagination.next if page.pagination else None
        if not token:
            return found


def delete_generations(core: Core, *numbers: int) -> Operation[None]:
    """Delete the namespaces of these generations from 2 on, or of all of them, those of records first."""
    for role in reversed(core.layout.indexes()):
        try:
            names = yield from namespaces(core, role)
        except IndexNotFound:  # the physical index is not there
            continue
        for name in sorted(names, key=lambda name: not name.endswith(RECORDS)):
            if not numbers or core.layout.owner(name) in numbers:
                yield from delete_namespace(Place(role, name))


def _make_namespace(place: Place) -> Operation[None]:
    """So that no request finds a namespace missing, whatever was written yet."""
    try:
        yield Call(f"{place.role}.create_namespace", {"name": place.namespace})
    except IndexExists:
        return


def delete_namespace(place: Place) -> Operation[None]:
    """Delete a namespace, if it is there."""
    try:
        yield Call(f"{place.role}.delete_namespace", {"name": place.namespace or "__default__"})
    except IndexNotFound:
        return


def _in_use(core: Core) -> Operation[bool]:
    """Whether the physical indexes hold another index of this library, or anybody's records."""
    layout = core.layout
    mine = {layout.namespace or "__default__", layout.rows.namespace, layout.records.namespace}
    for role in layout.indexes():
        token: str | None = None
        try:
            while True:
                page = yield Call(f"{role}.list_namespaces_paginated", {"pagination_token": token})
                names = {one.name for one in page.namespaces if one.record_count or one.name.endswith(RECORDS)}
                if any(layout.owner(name) is None for name in names - mine):
                    return True
                token = page.pagination.next if page.pagination else None
                if token is None:
                    break
        except IndexNotFound:  # it is not there
            continue
    return False


def _delete_indexes(core: Core) -> Operation[None]:
    """Delete the physical indexes that are ours, that of the rows last, and wait until they are gone."""
    for name in core.layout.indexes().values():
        budget = Budget(READY_S)
        try:
            from_tags((yield Call("indexes.describe", {"name": name})).tags, core.url)
            yield Call("indexes.delete", {"name": name, "timeout": -1})
            for tries in range(10_000):
                yield Call("indexes.describe", {"name": name})
                wait = _WAITS[min(tries, len(_WAITS) - 1)]
                if wait > budget.left():
                    break  # it is terminating, which every other operation takes for gone
                yield Sleep(wait)
        except (IndexNotFound, NotAnIndex):
            continue
