"""An index that somebody else wrote, read by its fields.

``pinecone://NAME`` is then the name of one physical index as it is. Its dense field is called ``_values`` and its
sparse one ``_sparse_values``, Pinecone's own names of what an index of vectors holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pinecone import Vector

from hybrid_search.connectors.base import Candidate, IndexSpec, LegQuery, Row
from hybrid_search.connectors.checks import checked_leg
from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.foreign import foreign_row
from hybrid_search.connectors.parts import parts
from hybrid_search.connectors.pinecone.attached_filters import PineconeFilter, to_foreign
from hybrid_search.connectors.pinecone.rows import FETCHED, PAGE, bytes_in_address
from hybrid_search.connectors.pinecone.schema import to_sparse
from hybrid_search.connectors.steps import Call, Gather, Operation
from hybrid_search.errors import IndexNotFound, InvalidInput, Unsupported
from hybrid_search.filters import Filter
from hybrid_search.types import SparseVector

DENSE = "_values"
SPARSE = "_sparse_values"

_METRICS = ("cosine", "dotproduct")
_IDS = 1_000


@dataclass(slots=True)
class ForeignIndex:
    """The reading operations.

    Attributes:
        url: For messages.
        name: Of the physical index.
        namespace: Of the records.
        fields: Where they keep what is searched and shown.
    """

    url: str
    name: str
    namespace: str
    fields: Fields
    _spec: IndexSpec | None = None

    def __post_init__(self) -> None:
        for option, own in {"dense": DENSE, "sparse": SPARSE}.items():
            named = getattr(self.fields, option)
            if named not in (None, own):
                raise InvalidInput(
                    f"{self.url}: Fields({option}={named!r}): Pinecone calls the {option} vector of an index {own!r}"
                )

    def exists(self) -> Operation[bool]:
        """Whether the index is there."""
        try:
            yield from self._look()
        except IndexNotFound:
            return False
        return True

    def fetch(self, ids: Sequence[str], *, vectors: bool) -> Operation[dict[str, Row]]:
        """Records by id."""
        yield from self._look()
        distinct = list(dict.fromkeys(ids))
        found: list[Row] = []
        if self.fields.id is not None:
            for start in range(0, len(distinct), _IDS):
                where = {self.fields.id: {"$in": distinct[start : start + _IDS]}}
                found += [self._row(one, vectors=vectors) for one in (yield from self._matching(where))]
            return {row.id: row for row in found}
        possible = [id for id in distinct if 1 <= len(id) <= 512 and id.isascii() and "\x00" not in id]
        for part in parts(possible, FETCHED, bytes_in_address):
            answer = yield Call("foreign.fetch", {"namespace": self.namespace, "ids": part})
            found += [self._row(one, vectors=vectors) for one in answer.vectors.values()]
        return {row.id: row for row in found}

    def scan(self, after: str | None, limit: int, *, vectors: bool) -> Operation[tuple[list[Row], str | None]]:
        """One page, in the order of Pinecone's list."""
        yield from self._look()
        arguments = {"namespace": self.namespace, "limit": min(limit, PAGE), "pagination_token": after}
        page = yield Call("foreign.list_paginated", arguments)
        found: dict[str, Vector] = {}
        keys = [one.id for one in page.vectors]
        for part in parts(keys, FETCHED, bytes_in_address):
            answer = yield Call("foreign.fetch", {"namespace": self.namespace, "ids": part})
            found |= answer.vectors
        following: str | None = page.pagination.next if page.pagination else None
        return [self._row(found[key], vectors=vectors) for key in keys if key in found], following or None

    def search(self, queries: Sequence[LegQuery]) -> Operation[list[list[Candidate]]]:
        """The candidates of each leg, with the scores of the index's own metric."""
        spec = yield from self._look()
        calls: dict[int, Call] = {}
        for number, query in enumerate(queries):
            vector = checked_leg(query, spec)
            given: dict[str, Any]
            if not isinstance(vector, SparseVector):
                given = {"vector": vector.tolist()}
            elif len(vector):
                given = {"sparse_vector": to_sparse(vector)}
            else:
                continue
            where = {} if query.where is None else {"filter": to_foreign(query.where, self.url)}
            how = {"namespace": self.namespace, "top_k": query.limit, "include_metadata": self.fields.id is not None}
            calls[number] = Call("foreign.query", given | where | how)
        answers = dict(zip(calls, (yield Gather(tuple(calls.values()))), strict=True)) if calls else {}
        return [
            [self._candidate(match) for match in answers[number].matches] if number in answers else []
            for number in range(len(queries))
        ]

    def count(self, where: Filter | None) -> Operation[int]:
        """How many records match: with a filter, all of them are read."""
        yield from self._look()
        if where is not None:
            return len((yield from self._matching(to_foreign(where, self.url))))
        stats = yield Call("foreign.describe_index_stats")
        summary = stats.namespaces.get(self.namespace or "__default__")
        return 0 if summary is None else int(summary.vector_count)

    def facts(self) -> Operation[Mapping[str, Any]]:
        """What Pinecone says of it."""
        spec = yield from self._look()
        rows = yield from self.count(None)
        return {"rows": rows, "dims": spec.dims, "sparse": spec.sparse, "index": self.name}

    def _look(self) -> Operation[IndexSpec]:
        if self._spec is None:
            index = yield Call("indexes.describe", {"name": self.name})
            self._spec = self._checked(index.schema.fields)
        return self._spec

    def _checked(self, there: Mapping[str, Any]) -> IndexSpec:
        for option in ("dense", "sparse"):
            named = getattr(self.fields, option)
            if named is not None and named not in there:
                raise InvalidInput(
                    f"{self.url}: Fields({option}={named!r}): the index has no such field; it has {', '.join(there)}"
                )
        if self.fields.sparse is not None and DENSE in there:
            raise Unsupported(
                f"{self.url}: a Pinecone index with dense vectors refuses sparse-only queries; attach it "
                "with dense= only"
            )
        dense = there[DENSE] if self.fields.dense is not None else None
        if dense is not None and dense.metric not in _METRICS:
            raise Unsupported(
                f"{self.url}: the index compares by {dense.metric}, and only cosine and dotproduct give scores that "
                "this library works with"
            )
        return IndexSpec(dims=None if dense is None else dense.dimension, sparse=self.fields.sparse is not None)

    def _matching(self, where: PineconeFilter) -> Operation[list[Vector]]:
        found: list[Vector] = []
        token: str | None = None
        while True:
            arguments = {"namespace": self.namespace, "filter": where, "limit": PAGE, "pagination_token": token}
            page = yield Call("foreign.fetch_by_metadata", arguments)
            found += page.vectors.values()
            token = page.pagination.next if page.pagination else None
            if not token:
                return found

    def _candidate(self, match: Any) -> Candidate:
        id = self._id(match.id, match.metadata or {})
        return Candidate(id, match.score, id)

    def _row(self, record: Vector, *, vectors: bool) -> Row:
        stored = record.metadata or {}
        id = self._id(record.id, stored)
        sparse = record.sparse_values
        pairs = () if sparse is None else zip(sparse.indices, sparse.values, strict=True)
        return foreign_row(
            id,
            stored,
            self.fields,
            sparse=SparseVector.from_pairs(pairs) if vectors and self.fields.sparse is not None else None,
            dense=np.array(record.values, dtype=np.float32) if vectors and self.fields.dense is not None else None,
        )

    def _id(self, key: str, stored: Mapping[str, Any]) -> str:
        """The id of a record; its key where the field that was named has none."""
        value = stored.get(self.fields.id) if self.fields.id is not None else None
        return value if isinstance(value, str) and value else key
