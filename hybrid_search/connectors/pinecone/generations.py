"""Generations beside the first one, and which of them is live."""

from __future__ import annotations

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.generations import is_live, not_beside
from hybrid_search.connectors.pinecone import pointer
from hybrid_search.connectors.pinecone.core import Core
from hybrid_search.connectors.pinecone.freshness import lsn_of
from hybrid_search.connectors.pinecone.layout import RECORDS
from hybrid_search.connectors.pinecone.lifecycle import (
    clear,
    delete_generations,
    look_up,
    make_namespaces,
    namespaces,
)
from hybrid_search.connectors.pinecone.records import clear_records
from hybrid_search.connectors.pinecone.schema import stub
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.errors import IndexExists, IndexNotFound, Unsupported


def numbers(first: Core) -> Operation[list[int]]:
    """The generations that are there."""
    try:
        found = yield from pointer.read(first.layout)
    except IndexNotFound:
        return []
    names = yield from namespaces(first, first.layout.home)
    later = {first.layout.owner(name) for name in names if name.endswith(RECORDS)}
    return ([1] if found.first else []) + sorted(number for number in later if number is not None)


def point_to(core: Core, first: Core) -> Operation[None]:
    """Make the generation of *core* the live one: one record is written."""
    yield from core.check()
    spec = yield from first.described()
    yield from _note(first, spec, pointer.CURRENT, core.layout.number)


def create_beside(core: Core, first: Core, spec: IndexSpec) -> Operation[None]:
    """Make the namespaces of a generation, that of the records first, which only one creator can make.

    Raises:
        IndexExists: if it is there.
        IndexNotFound: if there is no index beside which it could be.
        Unsupported: if the physical indexes were made for other vectors, and for generation 1 once it was dropped.
    """
    number = core.layout.number
    try:
        there, found = yield from look_up(first)
    except IndexNotFound:
        raise not_beside(number, core.url) from None
    if number == 1 and not found.first:
        raise Unsupported(
            f"{core.url}: generation 1 was dropped, and in Pinecone it is made once; take a number from 2 on"
        )
    if number == 1:
        raise IndexExists(f"{core.url}: generation 1 is there already")
    if there != spec:
        raise Unsupported(
            f"{core.url}: generations share the Pinecone indexes, which were made for {_kind(there)}, and this encoder "
            f"makes {_kind(spec)}; build it under another name, and change the name where the index is opened"
        )
    records = core.layout.records
    yield Call(f"{records.role}.create_namespace", {"name": records.namespace}, idempotent=False)
    yield from clear(core, spec)  # what a drop that broke off, or a writer that went on after it, has left
    yield from make_namespaces(core, spec)
    core.found(spec)


def drop_one(core: Core, first: Core) -> Operation[bool]:
    """Delete one generation that is not live; of the first one a mark stays, and the namespace with the pointer."""
    number = core.layout.number
    try:
        spec, found = yield from look_up(first)
    except IndexNotFound:
        return False
    if found.live == number:
        raise is_live(number, core.url)
    if number == 1:
        if found.first:
            yield from _note(first, spec, pointer.DROPPED, number)
        yield from clear(first, spec)
        yield from clear_records(first)
        core.forget()
        return found.first
    there = yield from numbers(first)
    yield from delete_generations(first, number)
    core.forget()
    return number in there


def _note(first: Core, spec: IndexSpec, key: str, number: int) -> Operation[None]:
    place = first.layout.pointer
    record = {"id": key, **stub(spec, first.layout), "metadata": {pointer.NUMBER: number}}
    answer = yield Call(f"{place.role}.upsert", {"namespace": place.namespace, "vectors": [record]})
    first.unsettled.wrote(place, [key], lsn_of(answer))
    yield from first.settle(place, spec)


def _kind(spec: IndexSpec) -> str:
    dense = "no dense vectors" if spec.dims is None else f"dense vectors of {spec.dims} dimensions"
    return f"{dense} and {'sparse ones' if spec.sparse else 'no sparse ones'}"
