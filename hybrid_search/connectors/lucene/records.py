"""Small named records: one document each, in the sibling index ``NAME--records``."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from typing import Literal

from hybrid_search.connectors.lucene.answers import listed
from hybrid_search.connectors.lucene.bulk import Bulk, action
from hybrid_search.connectors.lucene.lifecycle import Lifecycle
from hybrid_search.connectors.lucene.multiget import multiget
from hybrid_search.connectors.lucene.schema import LONGEST_KEYWORD
from hybrid_search.connectors.parts import Item
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.errors import BackendError, IndexNotFound, InvalidName, PermissionDenied
from hybrid_search.types import printable, shorten, storage_key

_PAGE = 1_000


class Records(Lifecycle):
    """The operations on records. They travel in ``bulk`` and ``mget``, so that no key stands in a path."""

    def put_record(self, key: str, value: bytes) -> Operation[None]:
        if len(key) > LONGEST_KEYWORD:
            raise InvalidName(f"record key {printable(shorten(key))!r} has {len(key):,} characters; at most 8,191")
        self.writable()
        document = json.dumps({"key": key, "value": base64.b64encode(value).decode()}, ensure_ascii=False)
        try:
            yield from self._write("index", key, document)
        except IndexNotFound:  # or only its records are missing
            yield from self.ensure_records()
            yield from self._write("index", key, document)

    def get_record(self, key: str) -> Operation[bytes | None]:
        if self.attached:
            return None
        layout = yield from self.layout()
        try:
            found = yield from multiget(layout.generation.records.name, [{"_id": storage_key(key)}], self.place)
        except IndexNotFound:
            yield from self.layout(fresh=True)
            return None
        return base64.b64decode(found[0]["_source"]["value"]) if found else None

    def list_records(self, prefix: str) -> Operation[list[str]]:
        if self.attached:
            return []
        layout = yield from self.layout()
        try:
            keys: list[str] = yield from self._list(layout.generation.records.name, prefix)
        except IndexNotFound:
            yield from self.layout(fresh=True)
            return []
        return sorted(keys)

    def delete_record(self, key: str) -> Operation[None]:
        self.writable()
        try:
            yield from self._write("delete", key)
        except IndexNotFound:
            yield from self.layout(fresh=True)

    def _write(self, kind: Literal["index", "delete"], key: str, *document: str) -> Operation[None]:
        lines = (action(kind, storage_key(key)), *document)
        layout = yield from self.layout()
        refused = yield from Bulk(layout.generation.records.writes, self.place).send([Item(key, lines, 0)])
        if refused:
            raise BackendError(refused[0].reason)

    def _list(self, records: str, prefix: str) -> Operation[list[str]]:
        with suppress(PermissionDenied):  # a reader: he sees what is a second old
            yield Call("indices.refresh", {"index": records})
        query = {"prefix": {"key": {"value": prefix}}} if prefix else {"match_all": {}}
        keys: list[str] = []
        while True:
            body = {
                "query": query,
                "sort": [{"key": "asc"}],
                "size": _PAGE,
                "stored_fields": "_none_",
                "track_total_hits": False,
                **({"search_after": [keys[-1]]} if keys else {}),
            }
            answer = yield Call("search", {"index": records, "body": body, "allow_partial_search_results": False})
            hits = listed(answer, "hits", "hits", place=self.place)
            keys += [hit["sort"][0] for hit in hits]
            if len(hits) < _PAGE:
                return keys
