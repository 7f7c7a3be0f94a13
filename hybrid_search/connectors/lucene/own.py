"""Rows of an index of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hybrid_search.connectors.base import Candidate, Row
from hybrid_search.connectors.lucene.filters import to_query
from hybrid_search.connectors.lucene.legs import Query
from hybrid_search.connectors.lucene.rows import Hit, Unnamed
from hybrid_search.connectors.lucene.schema import VECTORS, Layout, to_row
from hybrid_search.connectors.stored import STORED
from hybrid_search.filters import Filter
from hybrid_search.types import storage_key


class OwnRows:
    """See :class:`hybrid_search.connectors.lucene.rows.Rows`."""

    id_field = None
    # Columns only: the stored fields hold the whole document, which would be unpacked for each of hundreds of hits.
    hit: Mapping[str, Any] = {"stored_fields": "_none_", "docvalue_fields": ["key", "id", "parent"]}

    def key(self, id: str) -> str:
        return storage_key(id)

    def query(self, where: Filter) -> Query:
        return to_query(where)

    def candidate(self, hit: Hit, score: float) -> Candidate | Unnamed:
        """An id or parent of thousands of characters has no column."""
        fields = hit["fields"]
        if "id" in fields and "parent" in fields:
            return Candidate(fields["id"][0], score, fields["parent"][0])
        return Unnamed(fields["key"][0], score)

    def source(self, layout: Layout, *, vectors: bool) -> Mapping[str, Sequence[str]]:  # noqa: ARG002  # the protocol's shape
        return {"includes": [*STORED, *VECTORS] if vectors else STORED}

    def row(self, document: Mapping[str, Any], layout: Layout, *, vectors: bool) -> Row:
        return to_row(document["_source"], layout.spec, vectors=vectors)

    def page(self, after: str | None, limit: int) -> Mapping[str, Any]:
        position = {} if after is None else {"search_after": [after]}
        return {"sort": [{"key": "asc"}], "size": limit, **position}

    def turn(self, after: str | None, limit: int, hits: Sequence[Hit]) -> tuple[Sequence[Hit], str | None]:  # noqa: ARG002  # the protocol's shape
        return hits, hits[-1]["sort"][0] if len(hits) == limit else None
