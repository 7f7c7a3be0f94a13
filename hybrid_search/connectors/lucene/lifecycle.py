"""Whether there is an index, making it, and deleting it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.generations import LAST, is_live, not_beside
from hybrid_search.connectors.lucene.answers import described
from hybrid_search.connectors.lucene.generations import Generations
from hybrid_search.connectors.lucene.names import Generation
from hybrid_search.connectors.lucene.schema import is_ours, mappings
from hybrid_search.connectors.lucene.waits import waits
from hybrid_search.connectors.steps import Call, Operation, Sleep
from hybrid_search.errors import BackendError, IndexExists, IndexNotFound

_TRIES = 5


class Lifecycle(Generations):
    """The operations *exists*, *create* and *drop*, and *point_to*, which needs records to point to."""

    def exists(self) -> Operation[bool]:
        yield from self.discovered()
        while True:
            pinned = self._pinned
            try:
                yield from self.layout(fresh=True)
            except IndexNotFound:
                if pinned is None:
                    return False
            else:
                return True

    def create(self, spec: IndexSpec) -> Operation[None]:
        """The index and its alias come in one request, so no crash can come between; the records follow.

        Physical indexes without the alias, which something else left, are passed over. The alias marks it as the one to
        write to, and a server allows one such index only: of two writers one wins.
        """
        self.writable()
        yield from self.discovered()
        self.doubt()
        if self.number is not None:
            if (yield from self.live()) is None:
                raise not_beside(self.number, self.url)
            yield from self._make(self.names.generation(self.number), spec, live=False)
            return
        for _ in range(_TRIES):
            number = 1 + max((yield from self.numbers(ours=False)), default=0)
            if number > LAST:
                break
            try:
                yield from self._make(self.names.generation(number), spec, live=True)
            except IndexExists:
                if (yield from self.exists()):
                    raise
            else:
                self._pinned = number
                return
        raise BackendError(
            f"{self.url}: indexes {self.names.generation(1).rows.name}, … are there without the alias "
            f"{self.names.alias!r}; delete what is left over"
        )

    def drop(self) -> Operation[bool]:
        """One request deletes the index and its records together."""
        self.writable()
        self.doubt()
        if self.number is not None:
            return (yield from self._drop_one(self.number))
        answer = yield Call("indices.get", {"index": self.names.pattern})
        found = described(answer, "mappings", "aliases", place=self.place)
        owned = {
            name: self.names.alias in one["aliases"]
            for name, one in found.items()
            if is_ours(one["mappings"]) and (self.names.number(name) or self.names.records.number(name))
        }
        self._pinned = None
        return (yield from self._delete_indexes(sorted(owned))) and any(owned.values())

    def point_to(self, number: int) -> Operation[None]:
        """One request moves the alias of the rows and that of the records."""
        one = self.at(number)
        yield from one.ensure_records()
        generation = self.names.generation(number)
        rows, records = self.names, self.names.records
        actions = [
            {"remove": {"index": rows.pattern, "alias": rows.alias, "must_exist": False}},
            {"add": {"index": generation.rows.name, "alias": rows.alias, "is_write_index": True}},
            {"remove": {"index": records.pattern, "alias": records.alias, "must_exist": False}},
            {"add": {"index": generation.records.name, "alias": records.alias}},
        ]
        for pause in waits():
            try:
                yield Call("indices.update_aliases", {"body": {"actions": actions}})
            except IndexExists:  # another one switched in between: the server had looked up what to remove before that
                if pause is None:
                    raise
                yield Sleep(pause)
            else:
                return

    def ensure_records(self) -> Operation[None]:
        """Make the index of the records, if the index is there and it is not.

        Raises:
            IndexNotFound: if the index is not there either.
        """
        generation = (yield from self.layout(fresh=True)).generation
        yield from self._ensure_records(generation, live=(yield from self.live()) == generation.number)

    def _ensure_records(self, generation: Generation, *, live: bool) -> Operation[None]:
        try:
            yield from self._create_records(generation, live=live)
        except IndexExists:
            return

    def _make(self, generation: Generation, spec: IndexSpec, *, live: bool) -> Operation[None]:
        body = {
            "settings": dict(self.schema.settings),
            "mappings": mappings(self.schema.vector_mappings(spec), "rows"),
            "aliases": {generation.rows.writes: {}} | ({self.names.alias: _WRITTEN} if live else {}),
        }
        yield Call("indices.create", {"index": generation.rows.name, "body": body}, idempotent=False)
        yield from self._renew_records(generation, live=live)

    def _create_records(self, generation: Generation, *, live: bool) -> Operation[None]:
        body = {
            "settings": {**self.schema.settings, "number_of_shards": 1},
            "mappings": RECORD_MAPPINGS,
            "aliases": {generation.records.writes: {}} | ({self.names.records.alias: {}} if live else {}),
        }
        yield Call("indices.create", {"index": generation.records.name, "body": body}, idempotent=False)

    def _renew_records(self, generation: Generation, *, live: bool) -> Operation[None]:
        """Records for a new index. Those of an index that was deleted by hand are older than the new one, and go."""
        try:
            yield from self._create_records(generation, live=live)
        except IndexExists:
            rows, records = generation.rows.name, generation.records.name
            found: Mapping[str, Any] = dict((yield Call("indices.get", {"index": self.names.pattern})))
            created = {name: int(one["settings"]["index"]["creation_date"]) for name, one in found.items()}
            if created.get(records, 0) < created.get(rows, 0):
                yield Call("indices.delete", {"index": [records]})
                yield from self._ensure_records(generation, live=live)

    def _drop_one(self, number: int) -> Operation[bool]:
        if (yield from self.live()) == number:
            raise is_live(number, self.url)
        generation = self.names.generation(number)
        named = [generation.rows.name, generation.records.name]
        answer = yield Call("indices.get_mapping", {"index": named, "ignore_unavailable": True})
        found = described(answer, "mappings", place=self.place)
        owned = sorted(name for name, one in found.items() if is_ours(one["mappings"]))
        return (yield from self._delete_indexes(owned)) and generation.rows.name in owned

    def _delete_indexes(self, names: list[str]) -> Operation[bool]:
        if names:
            try:
                yield Call("indices.delete", {"index": names})
            except IndexNotFound:  # another one was faster
                return False
        return bool(names)


_WRITTEN = {"is_write_index": True}

RECORD_MAPPINGS = {
    **mappings({}, "records"),
    "dynamic_templates": [],
    "properties": {
        "key": {"type": "keyword"},
        "value": {"type": "binary"},
    },
}
"""A record's key is its own text, its ``_id`` the storage key of that; the value is Base64, and not indexed."""
