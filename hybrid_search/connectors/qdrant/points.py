"""The two kinds of collections: one that this library made, and one that it only reads."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from qdrant_client import models

from hybrid_search.connectors.base import Candidate, Row
from hybrid_search.connectors.points import filters
from hybrid_search.connectors.points.schema import FOUND, point_id
from hybrid_search.connectors.qdrant.layout import Layout, layout_of
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.connectors.stored import STORED, from_stored
from hybrid_search.filters import Filter
from hybrid_search.types import DenseVector, SparseVector

IDS_AT_ONCE = 1_000

PointId = int | str | uuid.UUID
Point = models.ScoredPoint | models.Record


class Points(Protocol):
    """How the points of a collection are addressed and read."""

    found: list[str] | bool
    """The payload keys of a candidate."""

    stored: list[str] | bool
    """Those of a row."""

    hashed: list[str] | bool
    """Those of a hash."""

    def layout(self, info: models.CollectionInfo) -> Layout:
        """The collection's layout."""
        ...

    def filter(self, where: Filter) -> models.Filter:
        """The server's filter."""
        ...

    def candidate(self, point: models.ScoredPoint) -> Candidate | None:
        """The candidate of a point that was found; None for one without an id."""
        ...

    def row(self, record: Point, layout: Layout, *, vectors: bool) -> Row | None:
        """The row of a stored point; None for one without an id."""
        ...

    def hash(self, record: models.Record) -> tuple[str, str] | None:
        """The id and the hash of a stored point; None for one without an id."""
        ...

    def retrieve(
        self, collection: str, ids: Sequence[str], payload: list[str] | bool, vectors: bool
    ) -> Operation[list[models.Record]]:
        """The stored points of these ids."""
        ...


class OwnPoints:
    """Points as :mod:`hybrid_search.connectors.points.schema` makes them.

    Args:
        url: Of the index, for messages.
    """

    found: list[str] | bool = FOUND
    stored: list[str] | bool = [*STORED]  # noqa: RUF012  # read only
    hashed: list[str] | bool = ["id", "hash"]  # noqa: RUF012  # read only

    def __init__(self, url: str) -> None:
        self._url = url

    def layout(self, info: models.CollectionInfo) -> Layout:
        """The collection's layout.

        Raises:
            NotAnIndex: if somebody else made it.
        """
        return layout_of(info, self._url)

    def filter(self, where: Filter) -> models.Filter:
        """The server's filter, over the typed view of the metadata."""
        return models.Filter(**filters.to_json(where))

    def candidate(self, point: models.ScoredPoint) -> Candidate | None:
        """The candidate of a point that was found."""
        payload = payload_of(point)
        return Candidate(payload["id"], point.score, payload["parent"])

    def row(self, record: Point, layout: Layout, *, vectors: bool) -> Row | None:
        """The row of a stored point."""
        sparse, dense = vectors_of(record, layout) if vectors else (None, None)
        return from_stored(payload_of(record), sparse, dense)

    def hash(self, record: models.Record) -> tuple[str, str] | None:
        """The id and the hash of a stored point."""
        payload = payload_of(record)
        return payload["id"], payload["hash"]

    def retrieve(
        self, collection: str, ids: Sequence[str], payload: list[str] | bool, vectors: bool
    ) -> Operation[list[models.Record]]:
        """The stored points of these ids."""
        points = [str(point_id(id)) for id in dict.fromkeys(ids)]
        found: list[models.Record] = yield from retrieved(collection, points, payload, vectors)
        return found


def retrieved(
    collection: str, points: Sequence[PointId], payload: list[str] | bool, vectors: bool
) -> Operation[list[models.Record]]:
    """The stored points of these point ids, in as many requests as they need."""
    records: list[models.Record] = []
    for start in range(0, len(points), IDS_AT_ONCE):
        records += yield Call(
            "retrieve",
            {
                "collection_name": collection,
                "ids": list(points[start : start + IDS_AT_ONCE]),
                "with_payload": payload,
                "with_vectors": vectors,
            },
        )
    return records


def scrolled(
    collection: str,
    offset: PointId | None,
    limit: int,
    *,
    payload: list[str] | bool,
    vectors: bool,
    where: models.Filter | None = None,
) -> Call:
    """One page of the points, by their ids; the answer is the points, and the first id of the next page or None."""
    arguments = {"collection_name": collection, "offset": offset, "limit": limit, "scroll_filter": where}
    return Call("scroll", {**arguments, "with_payload": payload, "with_vectors": vectors})


def all_scrolled(
    collection: str, where: models.Filter | None, payload: list[str] | bool, vectors: bool
) -> Operation[list[models.Record]]:
    """All points that match, page by page."""
    records: list[models.Record] = []
    offset: PointId | None = None
    while True:
        page, offset = yield scrolled(collection, offset, IDS_AT_ONCE, payload=payload, vectors=vectors, where=where)
        records += page
        if offset is None:
            return records


def payload_of(point: Point) -> Mapping[str, Any]:
    """The payload; empty if there is none."""
    return point.payload or {}


def vectors_of(record: Point, layout: Layout) -> tuple[SparseVector | None, DenseVector | None]:
    """The sparse and the dense vector of a point that was read with them; None for a field that is not there."""
    vector = record.vector
    stored: Mapping[str, Any] = vector if isinstance(vector, dict) else {"": vector}
    sparse, dense = stored.get(layout.sparse), stored.get(layout.dense)
    return (
        _sparse(sparse) if layout.spec.sparse else None,
        np.array(dense, dtype=np.float32) if layout.spec.dims is not None and dense is not None else None,
    )


def _sparse(vector: Any) -> SparseVector:
    if vector is None:
        return SparseVector.empty()
    indices: npt.NDArray[np.uint32] = np.array(vector.indices, dtype=np.uint32)
    order = np.argsort(indices)
    return SparseVector(indices[order], np.array(vector.values, dtype=np.float32)[order])
