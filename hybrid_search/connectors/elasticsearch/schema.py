"""The vector fields that are created, and those of a foreign mapping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.elasticsearch.options import Options, Quantization
from hybrid_search.connectors.lucene.legs import DenseField, SparseField
from hybrid_search.connectors.lucene.schema import DENSE, SPARSE
from hybrid_search.errors import Unsupported

COSINE = "cosine"
DOT_PRODUCT = "dot_product"
MAX_INNER_PRODUCT = "max_inner_product"
_SIMILARITIES = (COSINE, DOT_PRODUCT, MAX_INNER_PRODUCT)

MAX_DIMS = 4_096
_MIN_BBQ_DIMS = 64

# Named in full: what the server would choose changed with 9.1 and 9.4, and depends on dimensions and licence.
_GRAPHS: Mapping[Quantization, str] = {"none": "hnsw", "int8": "int8_hnsw", "int4": "int4_hnsw", "bbq": "bbq_hnsw"}


def settings(options: Options) -> dict[str, Any]:
    """The index settings."""
    numbers = {"number_of_shards": options.shards, "number_of_replicas": options.replicas}
    return {name: number for name, number in numbers.items() if number is not None}


def vector_mappings(spec: IndexSpec, options: Options) -> dict[str, Any]:
    """The mappings of the vector fields.

    Raises:
        Unsupported: for dimensions that the field or the quantization does not take.
    """
    fields: dict[str, Any] = {}
    if spec.sparse:
        fields[SPARSE] = {"type": "sparse_vector"}
    if spec.dims is not None:
        _check_dims(spec.dims, options.quantization)
        fields[DENSE] = {
            "type": "dense_vector",
            "dims": spec.dims,
            "index": True,
            "similarity": COSINE,
            "index_options": {
                "type": _GRAPHS[options.quantization],
                "m": options.m,
                "ef_construction": options.ef_construction,
            },
        }
    return fields


def _check_dims(dims: int, quantization: Quantization) -> None:
    if dims > MAX_DIMS:
        raise Unsupported(f"a dense_vector field has at most {MAX_DIMS:,} dimensions, and the encoder's have {dims:,}")
    if quantization == "bbq" and dims < _MIN_BBQ_DIMS:
        raise Unsupported(f"quantization=bbq needs at least {_MIN_BBQ_DIMS} dimensions, and the encoder's have {dims}")
    if quantization == "int4" and dims % 2:
        raise Unsupported(f"quantization=int4 needs an even number of dimensions, and the encoder's have {dims}")


def dense_field(path: str, mapping: Mapping[str, Any]) -> DenseField:
    """The dense field that a mapping describes; its kind is its similarity.

    Raises:
        Unsupported: if it is none, or its scores are neither cosines nor dot products.
    """
    if mapping.get("type") != "dense_vector":
        raise Unsupported(f"the field {path!r} has the type {mapping.get('type', 'object')!r}, not 'dense_vector'")
    if not mapping.get("index", True):
        raise Unsupported(f"the field {path!r} is not indexed, and only an indexed field can be searched")
    element = mapping.get("element_type", "float")
    if element not in ("float", "bfloat16"):
        raise Unsupported(f"the field {path!r} holds {element} vectors, and queries have floats")
    similarity = mapping.get("similarity", COSINE)
    if similarity not in _SIMILARITIES:
        raise Unsupported(
            f"the field {path!r} has the similarity {similarity!r}; only {', '.join(_SIMILARITIES)} can be searched"
        )
    return DenseField(path, mapping.get("dims"), similarity)


def sparse_field(path: str, mapping: Mapping[str, Any]) -> SparseField:
    """The sparse field that a mapping describes.

    Raises:
        Unsupported: if it is none whose scores are dot products.
    """
    kind = str(mapping.get("type", "object"))
    if kind not in ("sparse_vector", "rank_features"):
        raise Unsupported(f"the field {path!r} has the type {kind!r}, not 'sparse_vector' or 'rank_features'")
    if mapping.get("positive_score_impact") is False:
        raise Unsupported(f"the field {path!r} has positive_score_impact false, so its scores are no dot products")
    return SparseField(path, kind)
