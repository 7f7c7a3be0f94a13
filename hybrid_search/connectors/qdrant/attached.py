"""A collection that somebody else made, read by its fields."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from qdrant_client import models

from hybrid_search.connectors.base import Candidate, IndexSpec, Row
from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.foreign import foreign_row, value_at
from hybrid_search.connectors.qdrant.attached_filters import to_server
from hybrid_search.connectors.qdrant.layout import Layout, is_quantized
from hybrid_search.connectors.qdrant.points import IDS_AT_ONCE, Point, all_scrolled, payload_of, retrieved, vectors_of
from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import InvalidInput, Unsupported
from hybrid_search.filters import Filter

UNNAMED = "vector"
"""What the one dense vector without a name is called in ``Fields``; it is called so in the points of the REST API."""

_METRICS = (models.Distance.COSINE, models.Distance.DOT)


class ForeignPoints:
    """Points as somebody else made them.

    A point without the id field is not found, since nothing could be asked of it by its id.

    Args:
        url: Of the index, for messages.
        fields: Where the points keep what is searched and shown.
    """

    stored: list[str] | bool = True

    def __init__(self, url: str, fields: Fields) -> None:
        self._url = url
        self._fields = fields
        self.found: list[str] | bool = False if fields.id is None else [fields.id]
        self.hashed = self.found

    def layout(self, info: models.CollectionInfo) -> Layout:
        """The collection's layout.

        Raises:
            InvalidInput: if it does not have the vectors that *fields* names.
            Unsupported: for a metric that is neither cosine nor the dot product.
        """
        dense = self._dense(info.config.params)
        sparse = self._sparse(info.config.params)
        unnamed = not isinstance(info.config.params.vectors, Mapping)
        return Layout(
            IndexSpec(dims=None if dense is None else dense.size, sparse=sparse is not None),
            dense="" if unnamed else self._fields.dense or "",
            sparse=self._fields.sparse or "",
            quantized=dense is not None and is_quantized(info, dense),
            cosine=dense is None or dense.distance is models.Distance.COSINE,
        )

    def filter(self, where: Filter) -> models.Filter:
        """The server's filter, over the payload as it is.

        Raises:
            Unsupported: for one of the reserved paths, which only indexes of this library have.
        """
        return to_server(where, self._url)

    def candidate(self, point: models.ScoredPoint) -> Candidate | None:
        """The candidate of a point that was found; None for one without the id field."""
        id = self._id(point)
        return None if id is None else Candidate(id, point.score, id)

    def row(self, record: Point, layout: Layout, *, vectors: bool) -> Row | None:
        """The row of a stored point; None for one without the id field."""
        id = self._id(record)
        if id is None:
            return None
        sparse, dense = vectors_of(record, layout) if vectors else (None, None)
        return foreign_row(id, payload_of(record), self._fields, sparse, dense)

    def hash(self, record: models.Record) -> tuple[str, str] | None:
        """The id of a stored point, and an empty hash; None for one without the id field."""
        id = self._id(record)
        return None if id is None else (id, "")

    def retrieve(
        self, collection: str, ids: Sequence[str], payload: list[str] | bool, vectors: bool
    ) -> Operation[list[models.Record]]:
        """The stored points of these ids."""
        records: list[models.Record] = []
        if self._fields.id is None:
            points = [point for id in dict.fromkeys(ids) if (point := _point_id(id)) is not None]
            records = yield from retrieved(collection, points, payload, vectors)
            return records
        distinct = list(dict.fromkeys(ids))
        for start in range(0, len(distinct), IDS_AT_ONCE):
            conditions = _one_of(self._fields.id, distinct[start : start + IDS_AT_ONCE])
            records += yield from all_scrolled(collection, models.Filter(should=conditions), payload, vectors)
        return records

    def _id(self, point: Point) -> str | None:
        if self._fields.id is None:
            return str(point.id)
        value = value_at(payload_of(point), self._fields.id)
        return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None

    def _dense(self, params: models.CollectionParams) -> models.VectorParams | None:
        if self._fields.dense is None:
            return None
        named = params.vectors if isinstance(params.vectors, dict) else {UNNAMED: params.vectors}
        vector = named.get(self._fields.dense)
        if vector is None:
            raise InvalidInput(
                f"{self._url}: Fields(dense={self._fields.dense!r}): the collection's dense vectors are "
                f"{', '.join(map(repr, named)) or 'none'}"
            )
        if vector.distance not in _METRICS or vector.multivector_config is not None:
            metric = "late interaction" if vector.multivector_config is not None else vector.distance.value
            raise Unsupported(
                f"{self._url}: the dense vector {self._fields.dense!r} is compared by {metric}, and only Cosine and "
                "Dot give the scores that this library works with"
            )
        return vector

    def _sparse(self, params: models.CollectionParams) -> models.SparseVectorParams | None:
        if self._fields.sparse is None:
            return None
        named = params.sparse_vectors or {}
        vector = named.get(self._fields.sparse)
        if vector is None:
            raise InvalidInput(
                f"{self._url}: Fields(sparse={self._fields.sparse!r}): the collection's sparse vectors are "
                f"{', '.join(map(repr, named)) or 'none'}"
            )
        if vector.modifier not in (None, models.Modifier.NONE):
            raise Unsupported(
                f"{self._url}: the sparse vector {self._fields.sparse!r} has the modifier {vector.modifier.value!r}, "
                "by which the server changes query weights, so its scores are no dot products of what is searched for"
            )
        return vector


def _point_id(id: str) -> int | str | None:
    if id.isascii() and id.isdecimal() and int(id) < 1 << 64:
        return int(id)
    try:
        return str(uuid.UUID(id))
    except ValueError:
        return None


def _one_of(field: str, ids: Sequence[str]) -> list[models.Condition]:
    numbers = [int(id) for id in ids if id.isascii() and id.isdecimal() and int(id) < 1 << 63]
    conditions: list[models.Condition] = [models.FieldCondition(key=field, match=models.MatchAny(any=list(ids)))]
    if numbers:
        conditions.append(models.FieldCondition(key=field, match=models.MatchAny(any=numbers)))
    return conditions
