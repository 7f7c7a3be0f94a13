"""The vector fields that are created, and those of a foreign mapping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.lucene.legs import DenseField, SparseField
from hybrid_search.connectors.lucene.schema import DENSE, SPARSE
from hybrid_search.connectors.opensearch.options import Options
from hybrid_search.errors import Unsupported

COSINE = "cosinesimil"
INNER_PRODUCT = "innerproduct"
MAX_DIMS = 16_000
"""Of a ``knn_vector``, with every engine."""


def settings(options: Options) -> dict[str, Any]:
    """The index settings."""
    numbers = {"number_of_shards": options.shards, "number_of_replicas": options.replicas}
    return {"index.knn": True, **{name: number for name, number in numbers.items() if number is not None}}


def vector_mappings(spec: IndexSpec, options: Options) -> dict[str, Any]:
    """The mappings of the vector fields.

    Raises:
        Unsupported: for more than MAX_DIMS dimensions.
    """
    if spec.dims is not None and spec.dims > MAX_DIMS:
        raise Unsupported(f"{spec.dims:,} dimensions: OpenSearch takes at most {MAX_DIMS:,}; use a smaller encoder")
    fields: dict[str, Any] = {}
    if spec.sparse:
        fields[SPARSE] = {"type": "rank_features"}
    if spec.dims is not None:
        fields[DENSE] = {
            "type": "knn_vector",
            "dimension": spec.dims,
            "space_type": COSINE,
            "method": {
                "name": "hnsw",
                "engine": options.engine,
                "parameters": {"m": options.m, "ef_construction": options.ef_construction},
            },
        }
    return fields


def dense_field(path: str, mapping: Mapping[str, Any]) -> DenseField:
    """The dense field that a mapping describes; its kind is its space type.

    Raises:
        Unsupported: if it is none, or its scores are neither cosines nor dot products.
    """
    if mapping.get("type") != "knn_vector":
        raise Unsupported(f"the field {path!r} has the type {mapping.get('type', 'object')!r}, not 'knn_vector'")
    if "model_id" in mapping:
        raise Unsupported(f"the field {path!r} is described by a trained model, whose space type is not in the mapping")
    kind = str(mapping.get("data_type", "float")).lower()
    if kind != "float":
        raise Unsupported(f"the field {path!r} holds {kind} vectors, and queries have floats")
    space = mapping.get("space_type") or (mapping.get("method") or {}).get("space_type") or "l2"
    if space not in (COSINE, INNER_PRODUCT):
        raise Unsupported(
            f"the field {path!r} has the space type {space!r}; only {COSINE!r} and {INNER_PRODUCT!r} can be searched"
        )
    return DenseField(path, mapping.get("dimension"), space)


def sparse_field(path: str, mapping: Mapping[str, Any]) -> SparseField:
    """The sparse field that a mapping describes.

    Raises:
        Unsupported: if it is no ``rank_features`` field.
    """
    kind = str(mapping.get("type", "object"))
    if kind == "sparse_vector":
        raise Unsupported(
            f"the field {path!r} has the type 'sparse_vector', which folds token ids into 16 bits and searches "
            "approximately; index the weights as 'rank_features'"
        )
    if kind != "rank_features" or mapping.get("positive_score_impact") is False:
        inverse = " with positive_score_impact false" if kind == "rank_features" else ""
        raise Unsupported(f"the field {path!r} has the type {kind!r}{inverse}, not 'rank_features'")
    return SparseField(path, kind)
