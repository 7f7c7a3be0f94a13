"""Whether there is an index, making it, and deleting it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.lucene.answers import described
from hybrid_search.connectors.lucene.base import LuceneBase
from hybrid_search.connectors.lucene.schema import is_ours, mappings
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.errors import BackendError, IndexExists, IndexNotFound

_NUMBERS = range(1, 20)


class Lifecycle(LuceneBase):
    """The operations *exists*, *create* and *drop*."""

    def exists(self) -> Operation[bool]:
        yield from self.discovered()
        try:
            yield from self.layout(fresh=True)
        except IndexNotFound:
            return False
        return True

    def create(self, spec: IndexSpec) -> Operation[None]:
        """The index and its alias come in one request, so no crash can come between; the records follow.

        A physical index without the alias, which something else left, is passed over. The alias marks it as the one to
        write to, and a server allows one such index only: of two writers one wins.
        """
        self.writable()
        yield from self.discovered()
        body = {
            "settings": dict(self.schema.settings),
            "mappings": mappings(self.schema.vector_mappings(spec), "rows"),
            "aliases": {self.names.alias: {"is_write_index": True}},
        }
        self._layout = None
        for number in _NUMBERS:
            try:
                yield Call("indices.create", {"index": self.names.physical(number), "body": body}, idempotent=False)
            except IndexExists:
                if (yield from self.exists()):
                    raise
            else:
                yield from self._renew_records()
                return
        raise BackendError(
            f"{self.url}: {len(_NUMBERS)} indexes {self.names.physical(1)}, … are there without the alias "
            f"{self.names.alias!r}; delete what is left over"
        )

    def drop(self) -> Operation[bool]:
        """One request deletes the index and its records together."""
        self.writable()
        self._layout = None
        answer = yield Call("indices.get", {"index": self.names.pattern})
        found = described(answer, "mappings", "aliases", place=self.place)
        owned = {
            name: self.names.alias in one["aliases"]
            for name, one in found.items()
            if (self.names.owns(name) or self.names.records.owns(name)) and is_ours(one["mappings"])
        }
        if owned:
            try:
                yield Call("indices.delete", {"index": sorted(owned)})
            except IndexNotFound:  # another one was faster
                return False
        return any(owned.values())

    def ensure_records(self) -> Operation[None]:
        """Make the index of the records, if the index is there and it is not.

        Raises:
            IndexNotFound: if the index is not there either.
        """
        yield from self.layout(fresh=True)
        try:
            yield from self._create_records()
        except IndexExists:
            return

    def _create_records(self) -> Operation[None]:
        records = self.names.records
        body = {
            "settings": {**self.schema.settings, "number_of_shards": 1},
            "mappings": RECORD_MAPPINGS,
            "aliases": {records.alias: {"is_write_index": True}},
        }
        yield Call("indices.create", {"index": records.physical(), "body": body}, idempotent=False)

    def _renew_records(self) -> Operation[None]:
        """Records for a new index. Those of an index that was deleted by hand are older than the new one, and go."""
        try:
            yield from self._create_records()
        except IndexExists:
            found: Mapping[str, Any] = dict((yield Call("indices.get", {"index": self.names.pattern})))
            created = {name: int(one["settings"]["index"]["creation_date"]) for name, one in found.items()}
            records = self.names.records.physical()
            if created.get(records, 0) < max(date for name, date in created.items() if self.names.owns(name)):
                yield Call("indices.delete", {"index": [records]})
                yield from self.ensure_records()


RECORD_MAPPINGS = {
    **mappings({}, "records"),
    "dynamic_templates": [],
    "properties": {
        "key": {"type": "keyword"},
        "value": {"type": "binary"},
    },
}
"""A record's key is its own text, its ``_id`` the storage key of that; the value is Base64, and not indexed."""
