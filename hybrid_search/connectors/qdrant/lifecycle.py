"""Creating and dropping: a collection, one of records, and the alias that makes them an index.

The collection has a fixed name, and the server refuses to create it twice: that decides between two writers. The alias
comes last. So a writer that ends midway leaves a collection without an alias, which the next one takes over.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from qdrant_client import models

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.qdrant.answers import exists as exists_message
from hybrid_search.connectors.qdrant.layout import Layout
from hybrid_search.connectors.qdrant.names import Names
from hybrid_search.connectors.qdrant.payload_indexes import PayloadIndexes
from hybrid_search.connectors.qdrant.points import Points
from hybrid_search.connectors.steps import Call, Operation, Sleep
from hybrid_search.errors import IndexExists, IndexNotFound, NotAnIndex

PATIENCE = 10
PAUSE_S = 0.5
"""How often, and how long, a writer waits for the alias of one that was faster."""


def open_layout(name: str, points: Points) -> Operation[Layout]:
    """What the index holds.

    Raises:
        IndexNotFound: if there is none.
        NotAnIndex: if it is a collection that somebody else made.
    """
    info: models.CollectionInfo = yield Call("get_collection", {"collection_name": name})
    return points.layout(info)


def exists(name: str, points: Points) -> Operation[bool]:
    """Whether the index is there."""
    try:
        yield from open_layout(name, points)
    except IndexNotFound:
        return False
    return True


def create(
    names: Names, spec: IndexSpec, settings: Mapping[str, Any], points: Points, indexes: PayloadIndexes, url: str
) -> Operation[None]:
    """Create an index.

    Args:
        names: What its parts are called.
        spec: What it is for.
        settings: The arguments of ``create_collection`` besides the name.
        points: Reads the layout of one that is there.
        indexes: Makes the payload indexes.
        url: For messages.

    Raises:
        IndexExists: if it is there, also when another writer was faster.
        NotAnIndex: if a collection that somebody else made has its name, or that of one of its parts.
    """
    if (yield from exists(names.alias, points)):
        raise IndexExists(exists_message(url))
    try:
        yield Call("create_collection", {"collection_name": names.collection, **settings})
    except IndexExists:
        yield from _wait_for_the_faster(names, points, url)
        yield from _take_over(names, spec, settings, points, indexes, url)
    else:
        yield Call("delete_collection", {"collection_name": names.records})  # left by a drop that ended midway
    yield from indexes.reserve(names.collection)
    with suppress(IndexExists):  # made by the writer that ended midway
        yield Call("create_collection", {"collection_name": names.records, "vectors_config": {}})
    alias = models.CreateAlias(collection_name=names.collection, alias_name=names.alias)
    operations = [models.CreateAliasOperation(create_alias=alias)]
    yield Call("update_collection_aliases", {"change_aliases_operations": operations})


def drop(names: Names, points: Points, indexes: PayloadIndexes) -> Operation[bool]:
    """Delete an index with everything that is left of it; False if there was none.

    A collection that somebody else made is left alone, whatever its name.

    Raises:
        NotAnIndex: if the name is that of a collection and no alias.
    """
    collections: models.CollectionsResponse = yield Call("get_collections")
    present = {one.name for one in collections.collections}
    if names.alias in present:
        raise NotAnIndex(
            f"the collection {names.alias!r} was not made by this library, which makes 'NAME-000001' with the alias "
            "'NAME'; delete it with the server's own client"
        )
    aliases: models.CollectionsAliasesResponse = yield Call("get_aliases")
    existed = any(one.alias_name == names.alias for one in aliases.aliases)
    for collection in sorted(filter(names.owns, present)):  # before the records: what is left is no index any more
        if (yield from _is_ours(collection, points, indexes)):
            yield Call("delete_collection", {"collection_name": collection})  # with its aliases
    if names.records in present:
        yield Call("delete_collection", {"collection_name": names.records})
    return existed


def _is_ours(collection: str, points: Points, indexes: PayloadIndexes) -> Operation[bool]:
    try:
        info: models.CollectionInfo = yield Call("get_collection", {"collection_name": collection})
        points.layout(info)
    except (IndexNotFound, NotAnIndex):
        return False
    return indexes.marked(info)


def _wait_for_the_faster(names: Names, points: Points, url: str) -> Operation[None]:
    for _ in range(PATIENCE):
        if (yield from exists(names.alias, points)):
            raise IndexExists(exists_message(url))
        yield Sleep(PAUSE_S)


def _take_over(
    names: Names, spec: IndexSpec, settings: Mapping[str, Any], points: Points, indexes: PayloadIndexes, url: str
) -> Operation[None]:
    """Use the collection of a writer that ended before it made the alias; make it anew unless it is as good as new."""
    info: models.CollectionInfo = yield Call("get_collection", {"collection_name": names.collection})
    layout = points.layout(info)
    if not indexes.marked(info):
        raise NotAnIndex(
            f"{url}: there is a collection {names.collection!r} with points that this library did not write; choose "
            "another name, or delete it with the server's own client"
        )
    if info.points_count or layout.spec != spec:
        yield Call("delete_collection", {"collection_name": names.collection})
        yield Call("create_collection", {"collection_name": names.collection, **settings})
