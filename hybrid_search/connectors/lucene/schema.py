"""The mapping that is created, and rows as documents of it and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hybrid_search.connectors.base import IndexSpec, Row
from hybrid_search.connectors.checks import checked_dense, checked_sparse
from hybrid_search.connectors.lucene.legs import DenseField, SparseField
from hybrid_search.connectors.lucene.names import Generation
from hybrid_search.connectors.lucene.view import KINDS, PATHS, view
from hybrid_search.connectors.stored import from_stored, to_stored
from hybrid_search.types import SparseVector, storage_key

DENSE = "dense"
SPARSE = "sparse"
VECTORS = (SPARSE, DENSE)

MARK = "hybrid_search"
"""The key of ``_meta`` by which an index of this library is known."""

LONGEST_KEYWORD = 8_191  # characters: at most 4 bytes each, and so below Lucene's 32,766 bytes

_UNINDEXED = {"type": "object", "enabled": False}  # any JSON value, kept in _source only


@dataclass(frozen=True, slots=True)
class Layout:
    """What a mapping says of an index.

    Attributes:
        dense: The dense field; None without one.
        sparse: The sparse field; None without one.
        generation: The names of its indexes.
    """

    dense: DenseField | None
    sparse: SparseField | None
    generation: Generation

    @property
    def spec(self) -> IndexSpec:
        """What the index was created for."""
        return IndexSpec(None if self.dense is None else self.dense.dims, self.sparse is not None)


@dataclass(frozen=True, slots=True)
class Schema:
    """A product's vector fields.

    Attributes:
        settings: What an index is created with.
        vector_mappings: The mappings of the fields ``dense`` and ``sparse``, as far as a spec has them; it raises
            Unsupported for dimensions that the product does not take.
        dense_field: What the mapping of a dense field at a path says; it raises Unsupported for one that cannot be
            searched by cosine or dot product.
        sparse_field: What the mapping of a sparse field at a path says; it raises Unsupported if it is none.
    """

    settings: Mapping[str, Any]
    vector_mappings: Callable[[IndexSpec], dict[str, Any]]
    dense_field: Callable[[str, Mapping[str, Any]], DenseField]
    sparse_field: Callable[[str, Mapping[str, Any]], SparseField]


def mappings(vectors: Mapping[str, Any], role: str) -> dict[str, Any]:
    """The mapping of an index of rows.

    Args:
        vectors: The mappings of the fields ``dense`` and ``sparse``.
        role: What the index holds, for people who find it.
    """
    shown = {"type": "keyword", "index": False, "ignore_above": LONGEST_KEYWORD}
    return {
        "dynamic": False,
        "date_detection": False,
        "_meta": {MARK: {"format": 1, "holds": role}},
        "dynamic_templates": [
            {kind: {"path_match": f"{kind}.*", "mapping": dict(mapping)}} for kind, mapping in KINDS.items()
        ],
        "properties": {
            "key": {"type": "keyword"},
            "id": shown,
            "parent": shown,
            "ordinal": {"type": "integer", "index": False, "doc_values": False},
            "hash": {"type": "keyword", "index": False, "doc_values": False},
            "text": _UNINDEXED,
            "metadata": _UNINDEXED,
            PATHS: {"type": "keyword"},
            **{kind: {"type": "object", "dynamic": True} for kind in KINDS},
            **vectors,
        },
    }


def is_ours(mapping: Mapping[str, Any]) -> bool:
    """Whether the mapping of an index is one of :func:`mappings`."""
    return MARK in (mapping.get("_meta") or {})


def to_document(row: Row, spec: IndexSpec) -> str:
    """The document of a row as one line of JSON. A vector that the row lacks is left out.

    Raises:
        InvalidVector: if the vectors are not what *spec* says.
        TypeError, ValueError: if a text has no UTF-8 form.
    """
    dense, sparse = checked_dense(row.dense, spec), checked_sparse(row.sparse, spec)
    document: dict[str, Any] = {"key": storage_key(row.id), **to_stored(row), **view(row.values())}
    if dense is not None:
        document[DENSE] = dense.tolist()
    if sparse:
        document[SPARSE] = sparse_weights(sparse)
    line = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    line.encode()
    return line


def to_row(source: Mapping[str, Any], spec: IndexSpec, *, vectors: bool) -> Row:
    """The row of a stored document.

    Args:
        source: Its ``_source`` with the fields STORED, and VECTORS if *vectors*.
        spec: What the index was created for.
        vectors: Whether it has its vectors. A row without sparse weights comes back with an empty vector.
    """
    dense = source.get(DENSE)
    return from_stored(
        source,
        sparse=sparse_vector(source.get(SPARSE)) if vectors and spec.sparse else None,
        dense=np.array(dense, dtype=np.float32) if vectors and dense is not None else None,
    )


def sparse_weights(vector: SparseVector) -> dict[str, float]:
    """Token ids, as the strings that JSON wants for keys, to weights."""
    return dict(zip(map(str, vector.indices.tolist()), vector.values.tolist(), strict=True))


def sparse_vector(weights: Mapping[str, float] | None) -> SparseVector:
    """The inverse of :func:`sparse_weights`; empty for None."""
    if not weights:
        return SparseVector.empty()
    return SparseVector.from_pairs((int(token), weight) for token, weight in weights.items())
