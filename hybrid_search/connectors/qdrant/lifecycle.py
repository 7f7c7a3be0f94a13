"""Creating and dropping: a collection, one of records, and the aliases that make them an index.

The collection has a fixed name, and the server refuses to create it twice: that decides between two writers. The
aliases come last, and of a generation beside the live one, which has none, the collection of records. So a writer that
ends midway leaves a collection without them, which the next one takes over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from qdrant_client import models

from hybrid_search.connectors import generations as errors
from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.qdrant import generations
from hybrid_search.connectors.qdrant.answers import exists as exists_message
from hybrid_search.connectors.qdrant.names import Names, Place
from hybrid_search.connectors.qdrant.payload_indexes import PayloadIndexes
from hybrid_search.connectors.qdrant.points import Points
from hybrid_search.connectors.steps import Call, Operation, Sleep
from hybrid_search.errors import IndexExists, IndexNotFound, NotAnIndex

PATIENCE = 10
PAUSE_S = 0.5
"""How often, and how long, a writer waits for the alias of one that was faster."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Creates and drops one index.

    Attributes:
        names: What its parts are called.
        points: Reads the layout of a collection that is there.
        indexes: Makes the payload indexes.
        url: For messages.
    """

    names: Names
    points: Points
    indexes: PayloadIndexes
    url: str

    def exists(self) -> Operation[bool]:
        """Whether the index is there."""
        try:
            yield from generations.open_layout(self.names.alias, self.points)
        except IndexNotFound:
            return False
        return True

    def create(self, spec: IndexSpec, settings: Mapping[str, Any]) -> Operation[None]:
        """Create the index.

        Args:
            spec: What it is for.
            settings: The arguments of ``create_collection`` besides the name.

        Raises:
            IndexExists: if it is there, also when another writer was faster.
            NotAnIndex: if a collection that somebody else made has its name, or that of one of its parts.
        """
        place = self.names.at(1)
        yield from self._make(place, spec, settings, self.exists)
        yield from generations.move(self.names, place)

    def create_beside(self, number: int, spec: IndexSpec, settings: Mapping[str, Any]) -> Operation[None]:
        """Create a generation to which no alias points; the arguments and errors are those of :meth:`create`.

        Raises:
            IndexNotFound: if there is no live one.
        """
        if not (yield from self.exists()):
            raise errors.not_beside(number, self.url)
        place = self.names.at(number)
        yield from self._make(place, spec, settings, lambda: generations.finished(place, self.points))

    def drop(self) -> Operation[bool]:
        """Delete the index with everything that is left of it, the live generation last; False if there was none.

        A collection that somebody else made is left alone, whatever its name.

        Raises:
            NotAnIndex: if the name is that of a collection and no alias.
        """
        names = self.names
        listed: models.CollectionsResponse = yield Call("get_collections")
        present = sorted(one.name for one in listed.collections)
        if names.alias in present:
            raise NotAnIndex(
                f"the collection {names.alias!r} was not made by this library, which makes 'NAME-000001' with the "
                "alias 'NAME'; delete it with the server's own client"
            )
        target = (yield from generations.aliases()).get(names.alias)
        rows = [collection for collection in present if names.number_of(collection) is not None]
        for collection in sorted(rows, key=lambda collection: collection == target):
            if (yield from generations.is_ours(collection, self.points, self.indexes)):
                yield Call("delete_collection", {"collection_name": collection})  # with its aliases
        for collection in filter(names.keeps_records, present):  # last: what is left is no index any more
            yield Call("delete_collection", {"collection_name": collection})
        return target is not None

    def drop_one(self, number: int) -> Operation[bool]:
        """Delete one generation, also an unfinished one; False if it was not there.

        Raises:
            InvalidInput: if it is the live one.
        """
        place = self.names.at(number)
        if (yield from generations.aliases()).get(self.names.alias) == place.rows:
            raise errors.is_live(number, self.url)
        if not (yield from generations.is_ours(place.rows, self.points, self.indexes)):
            return False
        yield Call("delete_collection", {"collection_name": place.rows})
        yield Call("delete_collection", {"collection_name": place.records})
        return True

    def _make(
        self, place: Place, spec: IndexSpec, settings: Mapping[str, Any], done: Callable[[], Operation[bool]]
    ) -> Operation[None]:
        if (yield from done()):
            raise IndexExists(exists_message(self.url))
        try:
            yield Call("create_collection", {"collection_name": place.rows, **settings})
        except IndexExists:
            yield from self._wait_for_the_faster(done)
            yield from self._take_over(place, spec, settings)
        else:
            yield Call("delete_collection", {"collection_name": place.records})  # left by a drop that ended midway
        yield from self.indexes.reserve(place.rows)
        with suppress(IndexExists):  # made by the writer that ended midway
            yield Call("create_collection", {"collection_name": place.records, "vectors_config": {}})

    def _wait_for_the_faster(self, done: Callable[[], Operation[bool]]) -> Operation[None]:
        for _ in range(PATIENCE):
            if (yield from done()):
                raise IndexExists(exists_message(self.url))
            yield Sleep(PAUSE_S)

    def _take_over(self, place: Place, spec: IndexSpec, settings: Mapping[str, Any]) -> Operation[None]:
        """Use the collection of a writer that ended midway; make it anew unless it is as good as new."""
        info: models.CollectionInfo = yield Call("get_collection", {"collection_name": place.rows})
        layout = self.points.layout(info)
        if not self.indexes.marked(info):
            raise NotAnIndex(
                f"{self.url}: there is a collection {place.rows!r} with points that this library did not write; choose "
                "another name, or delete it with the server's own client"
            )
        if info.points_count or layout.spec != spec:
            yield Call("delete_collection", {"collection_name": place.rows})
            yield Call("create_collection", {"collection_name": place.rows, **settings})
