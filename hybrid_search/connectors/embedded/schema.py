"""Rows as the engine's points, and back."""

from __future__ import annotations

import uuid
from typing import Any

import numpy as np
import qdrant_edge as engine

from hybrid_search.connectors.base import IndexSpec, Row
from hybrid_search.connectors.embedded.view import ROOT, View
from hybrid_search.errors import InvalidVector
from hybrid_search.types import DenseVector, SparseVector, storage_key
from hybrid_search.types.metadata import from_json, to_json

DENSE = "dense"
SPARSE = "sparse"
STORED = ["id", "text", "metadata", "parent", "ordinal", "hash"]
"""The payload's keys that a row is made of; the view beside them is for filters only."""

_NAMESPACE = uuid.UUID("9d9db55a-9658-4d7e-8d85-414417e5ef3c")


def point_id(id: str) -> uuid.UUID:
    """The engine's id of a row: the UUIDv5 (RFC 9562) of its storage key."""
    return uuid.uuid5(_NAMESPACE, storage_key(id))


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
    vectors: dict[str, Any] = {}
    dense = checked_dense(row.dense, spec)
    if dense is not None:
        vectors[DENSE] = dense.tolist()
    if row.sparse is not None and not spec.sparse:
        raise InvalidVector("the row has a sparse vector, and this index was created without a sparse field")
    if row.sparse:
        vectors[SPARSE] = sparse_to_engine(row.sparse)
    payload = {
        "id": row.id,
        "text": row.text,
        "metadata": to_json(row.metadata),
        "parent": row.parent,
        "ordinal": row.ordinal,
        "hash": row.hash,
        ROOT: view,
    }
    return engine.Point(point_id(row.id), vectors, payload)


def checked_dense(vector: DenseVector | None, spec: IndexSpec) -> DenseVector | None:
    """The vector as it came, if it fits the index.

    Raises:
        InvalidVector: for a missing, surplus or zero vector, another length, or a number that is not finite.
    """
    if spec.dims is None:
        if vector is not None:
            raise InvalidVector("there is a dense vector, and this index was created without a dense field")
        return None
    if vector is None:
        raise InvalidVector(f"there is no dense vector, and this index has a dense field of {spec.dims} dimensions")
    if vector.shape != (spec.dims,):
        raise InvalidVector(f"the dense vector has shape {vector.shape}; this index takes {spec.dims} dimensions")
    if not np.isfinite(vector).all():
        raise InvalidVector("the dense vector holds NaN or infinity; every number must be finite")
    if not vector.any():
        raise InvalidVector("the dense vector is all zeros and has no direction to compare")
    return vector


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
    return Row(
        id=payload["id"],
        text=payload["text"],
        metadata=from_json(payload["metadata"]),
        parent=payload["parent"],
        ordinal=payload["ordinal"],
        hash=payload["hash"],
        sparse=_sparse(stored.get(SPARSE)) if vectors and spec.sparse else None,
        dense=np.array(stored[DENSE], dtype=np.float32) if vectors and spec.dims is not None else None,
    )


def _sparse(vector: engine.SparseVector | None) -> SparseVector:
    if vector is None:
        return SparseVector.empty()
    return SparseVector(np.array(vector.indices, dtype=np.uint32), np.array(vector.values, dtype=np.float32))
