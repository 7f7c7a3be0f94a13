"""Which generations there are, and which one the aliases point to."""

from __future__ import annotations

from collections.abc import Container

from qdrant_client import models

from hybrid_search.connectors import generations
from hybrid_search.connectors.qdrant.layout import Layout
from hybrid_search.connectors.qdrant.names import Names, Place
from hybrid_search.connectors.qdrant.payload_indexes import PayloadIndexes
from hybrid_search.connectors.qdrant.points import Points
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.errors import IndexNotFound, NotAnIndex, PermissionDenied, Unsupported


def open_layout(collection: str, points: Points) -> Operation[Layout]:
    """What a collection of rows holds.

    Raises:
        IndexNotFound: if there is none.
        NotAnIndex: if somebody else made it.
    """
    info: models.CollectionInfo = yield Call("get_collection", {"collection_name": collection})
    return points.layout(info)


def find(names: Names) -> Operation[Place | None]:
    """Where the name points to; None if it is no alias of a generation.

    A key that may not list aliases reads by the name itself, and then follows a switch.
    """
    try:
        targets = yield from aliases()
    except PermissionDenied:
        return names.unnumbered
    number = names.number_of(targets.get(names.alias, ""))
    return None if number is None else names.at(number)


def live(names: Names, points: Points, url: str) -> Operation[int]:
    """The number of the live generation.

    Raises:
        IndexNotFound: if there is no index.
        Unsupported: if its name is that of a collection, or the alias of one that is no generation.
    """
    number = names.number_of((yield from aliases()).get(names.alias, ""))
    if number is None:
        yield from open_layout(names.alias, points)
        raise Unsupported(
            f"{url}: the name is no alias of a collection 'NAME-000001', so there are no generations; add the "
            "documents to an index of another name"
        )
    return number


def aliases() -> Operation[dict[str, str]]:
    """The collection behind each alias of the server."""
    listed: models.CollectionsAliasesResponse = yield Call("get_aliases")
    return {one.alias_name: one.collection_name for one in listed.aliases}


def numbers(names: Names, points: Points, indexes: PayloadIndexes) -> Operation[list[int]]:
    """The generations that this library made, sorted; one without records is unfinished and counts."""
    listed: models.CollectionsResponse = yield Call("get_collections")
    found: list[int] = []
    for collection in listed.collections:
        number = names.number_of(collection.name)
        if number is not None and (yield from is_ours(collection.name, points, indexes)):
            found.append(number)
    return sorted(found)


def finished(place: Place, points: Points) -> Operation[bool]:
    """Whether a generation is there with both of its collections, of which that of records is made last."""
    try:
        yield from open_layout(place.rows, points)
        yield Call("get_collection", {"collection_name": place.records})
    except IndexNotFound:
        return False
    return True


def is_ours(collection: str, points: Points, indexes: PayloadIndexes) -> Operation[bool]:
    """Whether this library made a collection of rows."""
    try:
        info: models.CollectionInfo = yield Call("get_collection", {"collection_name": collection})
        points.layout(info)
    except (IndexNotFound, NotAnIndex):
        return False
    return indexes.marked(info)


def point_to(names: Names, number: int, points: Points, url: str) -> Operation[None]:
    """Move both aliases in one request, which the server applies as a whole.

    Raises:
        IndexNotFound: if there is no such generation.
    """
    place = names.at(number)
    if not (yield from finished(place, points)):
        raise generations.not_there(number, url)
    yield from move(names, place, (yield from aliases()))


def move(names: Names, place: Place, present: Container[str] = ()) -> Operation[None]:
    """Make the aliases point to a place, of which those that are *present* point elsewhere."""
    change: list[models.AliasOperations] = []
    for alias, collection in ((names.alias, place.rows), (names.records, place.records)):
        if alias in present:
            change.append(models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=alias)))
        made = models.CreateAlias(collection_name=collection, alias_name=alias)
        change.append(models.CreateAliasOperation(create_alias=made))
    yield Call("update_collection_aliases", {"change_aliases_operations": change})
