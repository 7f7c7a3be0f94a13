"""Rows of a foreign index, found by the fields that the caller named."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np

from hybrid_search.connectors.base import Candidate, Row
from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.foreign import foreign_path, foreign_row, starts, value_at
from hybrid_search.connectors.lucene.filters import to_query
from hybrid_search.connectors.lucene.legs import Query
from hybrid_search.connectors.lucene.names import Names
from hybrid_search.connectors.lucene.rows import Hit
from hybrid_search.connectors.lucene.schema import Layout, Schema, sparse_vector
from hybrid_search.errors import InvalidInput, Unsupported
from hybrid_search.filters import Compare, Exists, Filter, IsIn
from hybrid_search.types import SparseVector
from hybrid_search.types.metadata import Scalar

_Mapping = Mapping[str, Any]


class AttachedRows:
    """See :class:`hybrid_search.connectors.lucene.rows.Rows`. Filters name the index's own fields, by its own rules."""

    def __init__(self, url: str, fields: Fields) -> None:
        self._url = url
        self._fields = fields
        self.id_field = fields.id
        self.hit: _Mapping = {"_source": [fields.id] if fields.id else False}

    def key(self, id: str) -> str:
        return id

    def query(self, where: Filter) -> Query:
        return to_query(where, partial(condition, url=self._url))

    def candidate(self, hit: Hit, score: float) -> Candidate:
        id = self._id(hit)
        return Candidate(id, score, id)

    def source(self, layout: Layout, *, vectors: bool) -> Mapping[str, Sequence[str]]:
        paths = [field.path for field in (layout.dense, layout.sparse) if field is not None]
        return {"includes": ["*", *paths]} if vectors else {"excludes": paths}

    def row(self, document: _Mapping, layout: Layout, *, vectors: bool) -> Row:
        source = document["_source"]
        dense = value_at(source, layout.dense.path) if vectors and layout.dense else None
        sparse = value_at(source, layout.sparse.path) if vectors and layout.sparse else None
        return foreign_row(
            self._id(document),
            source,
            self._fields,
            sparse=_token_weights(sparse, layout.sparse.path) if vectors and layout.sparse else None,
            dense=None if dense is None else np.array(dense, dtype=np.float32),
        )

    def page(self, after: str | None, limit: int) -> _Mapping:
        """By ``_seq_no``, which every index has; documents of several shards may share one."""
        if after is None:
            return {"sort": [{"_seq_no": "asc"}], "size": limit}
        number, skip = json.loads(after)
        return {"sort": [{"_seq_no": "asc"}], "size": limit + skip, "search_after": [number]}

    def turn(self, after: str | None, limit: int, hits: Sequence[Hit]) -> tuple[Sequence[Hit], str | None]:
        """The next page begins again with the last number of this one, and skips those that had it."""
        skip = 0 if after is None else json.loads(after)[1]
        if len(hits) < limit + skip:
            return hits[skip:], None
        last = hits[-1]["sort"][0]
        return hits[skip:], json.dumps([last - 1, sum(hit["sort"][0] == last for hit in hits)])

    def _id(self, document: _Mapping) -> str:
        id = document["_id"] if self._fields.id is None else value_at(document["_source"], self._fields.id)
        if id is None or isinstance(id, Mapping | list):
            raise Unsupported(
                f"Fields(id={self._fields.id!r}): the document {document['_id']!r} has no single value there; name a "
                "field that each document has, or leave id= out to use the backend's own ids"
            )
        return str(id)


def attached_layout(mappings: Sequence[_Mapping], fields: Fields, schema: Schema, names: Names) -> Layout:
    """The layout that *fields* names in the first of the mappings behind the name.

    Raises:
        InvalidInput: for a field that is not there.
        Unsupported: for one that cannot be searched.
    """
    properties = mappings[0].get("properties", {})
    for option in ("text", "id"):
        if (path := getattr(fields, option)) is not None:
            mapping_at(properties, option, path)
    dense, sparse = fields.dense, fields.sparse
    return Layout(
        dense=None if dense is None else schema.dense_field(dense, mapping_at(properties, "dense", dense)),
        sparse=None if sparse is None else schema.sparse_field(sparse, mapping_at(properties, "sparse", sparse)),
        generation=names.unnumbered(),
    )


def mapping_at(properties: _Mapping, option: str, path: str) -> _Mapping:
    """The mapping of a field by its full name."""
    for start, inner in starts(properties, path):
        if not start:
            found: _Mapping = inner
            return found
        for below in (inner.get("properties"), inner.get("fields")):
            if below is not None:
                return mapping_at(below, option, start)
    raise InvalidInput(
        f"Fields({option}={path!r}): the index has no such field; it has {', '.join(sorted(properties)) or 'none'}"
    )


def _token_weights(weights: object, path: str) -> SparseVector:
    try:
        return sparse_vector(weights)  # type: ignore[arg-type]  # what is none says so
    except (AttributeError, ValueError) as error:
        raise Unsupported(
            f"the field {path!r} does not map token ids to weights, so its vectors cannot be read"
        ) from error


def condition(where: Filter, url: str) -> Query:
    """The query of one condition on the index's own field of that name.

    Raises:
        Unsupported: for one of the reserved paths.
    """
    match where:
        case Compare(path, "eq", value):
            return {"term": {foreign_path(path, url): {"value": _json(value)}}}
        case Compare(path, operator, value):
            return {"range": {foreign_path(path, url): {operator: _json(value)}}}
        case IsIn(path, values):
            return {"terms": {foreign_path(path, url): [_json(value) for value in values]}}
        case Exists(path):
            return {"exists": {"field": foreign_path(path, url)}}
        case _:
            raise TypeError(f"unknown filter node {type(where).__name__}")


def _json(value: Scalar) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
