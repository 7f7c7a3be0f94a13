"""Payload indexes: one for each metadata path, made before the first row that has the path.

So no search waits for one to be built, and a server in strict mode, which refuses filters on paths without one, takes
those of this library.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from qdrant_client import models

from hybrid_search.connectors.points.filters import Json, to_json
from hybrid_search.connectors.points.indexes import MAX_INDEXES, IndexKind, wanted
from hybrid_search.connectors.qdrant.answers import Refused
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.connectors.typed_view import PATHS, ROOT, View, encode
from hybrid_search.errors import PermissionDenied
from hybrid_search.filters import Filter

_STRING = f"{ROOT}.string."
RESERVED: Mapping[str, IndexKind] = {
    PATHS: "keyword",
    f"{_STRING}{encode('_hs.parent')}": "keyword",
    f"{_STRING}{encode('_hs.hash')}": "keyword",
    f"{ROOT}.integer.{encode('_hs.ordinal')}": "integer",
}
"""The indexes that every collection is created with."""


class PayloadIndexes:
    """The payload indexes of the collection that was used last.

    Args:
        local: Whether the client is in this process, where there are none.
    """

    def __init__(self, *, local: bool) -> None:
        self._collection = ""
        self._local = local
        self._present: set[str] | None = None
        self._closed = local

    def forget(self) -> None:
        """Look again before the next write: the collection may be another one."""
        self._present, self._closed = None, self._local

    def marked(self, info: models.CollectionInfo) -> bool:
        """Whether a collection that holds points has the first of the reserved indexes, as all of this library do."""
        return self._local or not info.points_count or PATHS in info.payload_schema

    def reserve(self, collection: str) -> Operation[None]:
        """Make the reserved indexes of a new collection, which has no alias yet."""
        if not self._local:
            for field, kind in RESERVED.items():
                yield _create(collection, field, kind)

    def extend(self, collection: str, views: Sequence[View]) -> Operation[None]:
        """Make the indexes that rows with these views ask for, before they are written."""
        self._use(collection)
        if not self._closed:
            yield from self._make(collection, wanted(views))

    def cover(self, collection: str, wheres: Iterable[Filter | None]) -> Operation[None]:
        """Make the indexes that a server in strict mode needs for these filters, also for paths that no row has."""
        self._use(collection)
        if not self._closed:
            fields = [field for where in wheres if where is not None for field in fields_of(to_json(where))]
            yield from self._make(collection, {field: _kind(field) for field in fields})

    def _use(self, collection: str) -> None:
        if collection != self._collection:
            self.forget()
            self._collection = collection

    def _make(self, collection: str, asked: Mapping[str, IndexKind]) -> Operation[None]:
        present = self._present
        if present is None:
            info: models.CollectionInfo = yield Call("get_collection", {"collection_name": collection})
            present = set(info.payload_schema)
            if collection == self._collection:
                self._present = present
        for field, kind in asked.items():
            if field in present or len(present) >= MAX_INDEXES + len(RESERVED):
                continue
            try:
                yield _create(collection, field, kind)
            except (Refused, PermissionDenied):  # filters are right without them, and slower
                self._closed = True
                return
            present.add(field)


def fields_of(json: Json, prefix: str = "") -> Iterator[str]:
    """The payload keys that a filter asks for; those of a nested one with the key of its list before them."""
    for conditions in json.values():
        for condition in conditions:
            match condition:
                case {"key": field}:
                    yield prefix + field
                case {"nested": {"key": field, "filter": inner}}:
                    yield from fields_of(inner, f"{prefix}{field}[].")
                case {"has_id": _}:
                    pass
                case _:
                    yield from fields_of(condition, prefix)


def _kind(field: str) -> IndexKind:
    return "keyword" if field == PATHS or field.startswith(_STRING) else "integer"


def _create(collection: str, field: str, kind: IndexKind) -> Call:
    schema = {"keyword": models.PayloadSchemaType.KEYWORD, "integer": models.PayloadSchemaType.INTEGER}[kind]
    return Call(
        "create_payload_index",
        {"collection_name": collection, "field_name": field, "field_schema": schema, "wait": True},
    )
