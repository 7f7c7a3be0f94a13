"""A row without its vectors, as backends that store JSON keep it: one value under each of these names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hybrid_search.connectors.base import Row
from hybrid_search.types import DenseVector, SparseVector
from hybrid_search.types.metadata import from_json, to_json

STORED = ("id", "text", "metadata", "parent", "ordinal", "hash")


def to_stored(row: Row) -> dict[str, Any]:
    """The values of a row under the names STORED; the metadata are one text of JSON.

    Raises:
        TypeError, ValueError: if a text has no UTF-8 form.
    """
    return {
        "id": row.id,
        "text": row.text,
        "metadata": to_json(row.metadata),
        "parent": row.parent,
        "ordinal": row.ordinal,
        "hash": row.hash,
    }


def from_stored(stored: Mapping[str, Any], sparse: SparseVector | None, dense: DenseVector | None) -> Row:
    """The inverse of :func:`to_stored`, with the vectors that were asked for."""
    return Row(
        id=stored["id"],
        text=stored["text"],
        metadata=from_json(stored["metadata"]),
        parent=stored["parent"],
        ordinal=int(stored["ordinal"]),  # of backends whose every number is a float64
        hash=stored["hash"],
        sparse=sparse,
        dense=dense,
    )
