"""Rows as the engine's points, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import qdrant_edge as engine

from hybrid_search.connectors.base import IndexSpec, Row
from hybrid_search.connectors.points.schema import DENSE, SPARSE, point_id, to_payload, to_vectors
from hybrid_search.connectors.stored import from_stored
from hybrid_search.connectors.typed_view import View
from hybrid_search.types import SparseVector


def to_point(row: Row, view: View, spec: IndexSpec) -> engine.Point:
    """The point of a row. A vector that the row lacks is left out, and is so removed from an older version of it.

    Args:
        row: The row.
        view: The typed view of its values.
        spec: What the index was created for.

    Raises:
        InvalidVector: if the vectors are not what *spec* says; the engine itself checks hardly anything.
        TypeError, ValueError: if a text has no UTF-8 form.
    """
    return engine.Point(point_id(row.id), to_vectors(row, spec, sparse_to_engine), to_payload(row, view))


def sparse_to_engine(vector: SparseVector) -> engine.SparseVector:
    """The engine's form of a sparse vector."""
    return engine.SparseVector(vector.indices.tolist(), vector.values.tolist())


def to_row(record: engine.Record, spec: IndexSpec, *, vectors: bool) -> Row:
    """The row of a stored point.

    Args:
        record: Retrieved with the payload keys STORED.
        spec: What the index was created for.
        vectors: Whether the record was retrieved with its vectors. A row that was stored with an empty sparse vector
            comes back with one, and so does a row without any in an index with a sparse field.
    """
    payload: Any = record.payload
    stored: Any = record.vector if vectors else {}
    return from_stored(
        payload,
        sparse=_sparse(stored.get(SPARSE)) if vectors and spec.sparse else None,
        dense=np.array(stored[DENSE], dtype=np.float32) if vectors and spec.dims is not None else None,
    )


def _sparse(vector: engine.SparseVector | None) -> SparseVector:
    if vector is None:
        return SparseVector.empty()
    return SparseVector(np.array(vector.indices, dtype=np.uint32), np.array(vector.values, dtype=np.float32))
