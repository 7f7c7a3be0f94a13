"""Rows as Pinecone's records, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from pinecone import Vector

from hybrid_search.connectors.base import IndexSpec, Row
from hybrid_search.connectors.checks import checked_dense, checked_sparse
from hybrid_search.connectors.pinecone.layout import Layout, Place
from hybrid_search.connectors.pinecone.view import view
from hybrid_search.connectors.stored import from_stored
from hybrid_search.errors import InvalidDocument, InvalidVector
from hybrid_search.types import DenseVector, SparseVector, storage_key
from hybrid_search.types.metadata import to_json

MAX_METADATA = 40_000
"""Bytes of metadata a record, as compact JSON; Pinecone says 40 KB, and not which."""

MAX_NONZEROS = 1_000

Record = dict[str, Any]
"""id, values, sparse_values and metadata: what the client's ``upsert`` takes."""

STUB_SPARSE = {"indices": [0], "values": [1.0]}
"""The vector of records that are only fetched: Pinecone stores nothing without one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """All records of one row.

    Attributes:
        key: Its id in Pinecone, the same everywhere.
        row: The record of the row itself.
        legs: Place to record.
        bare: Places where it has no vector; an older one has to be deleted.
        size: About how many bytes the largest request takes for it.
    """

    key: str
    row: Record
    legs: Mapping[Place, Record]
    bare: tuple[Place, ...]
    size: int


def to_entry(row: Row, spec: IndexSpec, layout: Layout) -> Entry:
    """The records of a row.

    Raises:
        InvalidVector: if the vectors are not what *spec* says, or there are too many non-zeros.
        InvalidDocument: if text and metadata together are more than a record holds.
        TypeError, ValueError: if a text has no UTF-8 form.
    """
    dense, sparse = checked_dense(row.dense, spec), checked_sparse(row.sparse, spec)
    if sparse is not None and len(sparse) > MAX_NONZEROS:
        raise InvalidVector(
            f"the sparse vector has {len(sparse):,} non-zeros, and Pinecone takes {MAX_NONZEROS:,}; keep the heaviest "
            f"with SparseVector.capped({MAX_NONZEROS})"
        )
    key = storage_key(row.id)
    seen = view(row.values())
    found = seen | _names(row, key)
    stored = found | {
        "text": row.text,
        "meta": to_json(row.metadata),
        "ordinal": row.ordinal,
        "hash": row.hash,
    }
    size = _checked_size(stored)
    vectors: dict[Place, Record] = {}
    if dense is not None:
        vectors[layout.dense] = {"values": dense.tolist()}
    if sparse:
        vectors.setdefault(layout.sparse, {})["sparse_values"] = to_sparse(sparse)
    legs = {place: {"id": key, **vector, "metadata": found} for place, vector in vectors.items()}
    return Entry(
        key=key,
        row={"id": key, **stub(spec, layout), "metadata": stored},
        legs=legs,
        bare=tuple(place for place in layout.legs(spec) if place not in legs),
        size=size + 24 * (spec.dims or 0) + 36 * len(sparse or ()) + len(key) + 100,
    )


def stub(spec: IndexSpec, layout: Layout) -> Record:
    """The vector of a record that is only fetched."""
    if not layout.single:
        return {"sparse_values": STUB_SPARSE}
    return {"values": [1.0] + [0.0] * ((spec.dims or 1) - 1)}


def to_sparse(vector: SparseVector) -> dict[str, Any]:
    """Pinecone's form of a sparse vector."""
    return {"indices": vector.indices.tolist(), "values": vector.values.tolist()}


def to_row(stored: Mapping[str, Any], key: str, vectors: Mapping[str, Vector | None] | None, spec: IndexSpec) -> Row:
    """The row of its record's metadata.

    Args:
        stored: The metadata.
        key: The record's id.
        vectors: The records "dense" and "sparse" of the two legs; None if vectors were not asked for.
        spec: What the index was created for.
    """
    id, parent = names(stored, key)
    asked = vectors or {}
    return from_stored(
        {**stored, "id": id, "metadata": stored["meta"], "parent": parent},
        sparse=_sparse(asked.get("sparse")) if vectors is not None and spec.sparse else None,
        dense=_dense(asked.get("dense")) if vectors is not None and spec.dims is not None else None,
    )


def names(metadata: Mapping[str, Any] | None, key: str) -> tuple[str, str]:
    """Id and parent of a record: the id is left out if it is the key, and the parent if it is the id."""
    there = metadata or {}
    id = there.get("id", key)
    return id, there.get("parent", id)


def _names(row: Row, key: str) -> dict[str, str]:
    return ({} if row.id == key else {"id": row.id}) | ({} if row.parent == row.id else {"parent": row.parent})


def _checked_size(metadata: Mapping[str, Any]) -> int:
    size = len(json.dumps(metadata, ensure_ascii=False, separators=(",", ":")).encode())
    if size > MAX_METADATA:
        raise InvalidDocument(
            f"text and metadata take {size:,} bytes, and a Pinecone record holds {MAX_METADATA:,}; "
            "split the text into chunks, or keep long texts elsewhere and store where they are"
        )
    return size


def _sparse(record: Vector | None) -> SparseVector:
    found = None if record is None else record.sparse_values
    if found is None or not found.indices:
        return SparseVector.empty()
    return SparseVector.from_pairs(zip(found.indices, found.values, strict=True))  # the order is not promised


def _dense(record: Vector | None) -> DenseVector | None:
    return None if record is None else np.array(record.values, dtype=np.float32)
