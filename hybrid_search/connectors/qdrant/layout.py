"""What a collection holds, as far as searches must know it."""

from __future__ import annotations

from dataclasses import dataclass

from qdrant_client import models

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.points.schema import DENSE, SPARSE
from hybrid_search.errors import NotAnIndex


@dataclass(frozen=True, slots=True)
class Layout:
    """The vectors of a collection.

    Attributes:
        spec: What it was created for.
        dense: Name of the dense vector.
        sparse: Name of the sparse vector.
        quantized: Whether the dense vectors are quantised, so that searches must score by the originals.
        cosine: Whether dense scores are cosines, and not dot products of vectors of any length.
        strict: Whether the server refuses filters on paths without a payload index (its "strict mode").
    """

    spec: IndexSpec
    dense: str = DENSE
    sparse: str = SPARSE
    quantized: bool = False
    cosine: bool = True
    strict: bool = False


def layout_of(info: models.CollectionInfo, url: str) -> Layout:
    """The layout of a collection that this library made.

    Raises:
        NotAnIndex: if somebody else made it.
    """
    params = info.config.params
    dense = params.vectors.get(DENSE) if isinstance(params.vectors, dict) else params.vectors
    sparse = (params.sparse_vectors or {}).get(SPARSE)
    others = (set(params.vectors) - {DENSE}) if isinstance(params.vectors, dict) else {""}
    others |= set(params.sparse_vectors or {}) - {SPARSE}
    if params.vectors is None:
        others -= {""}
    if others or (dense is None and sparse is None) or (dense is not None and dense.distance != models.Distance.COSINE):
        raise NotAnIndex(
            f"{url}: this collection was not made by this library (its vectors are {_described(params)}); open it "
            "read-only with fields=Fields(dense=…, sparse=…, text=…), or choose another name"
        )
    return Layout(
        IndexSpec(dims=None if dense is None else dense.size, sparse=sparse is not None),
        quantized=dense is not None and is_quantized(info, dense),
        strict=is_strict(info),
    )


def is_quantized(info: models.CollectionInfo, vector: models.VectorParams) -> bool:
    """Whether a dense vector is quantised, by its own choice or the collection's."""
    return (vector.quantization_config or info.config.quantization_config) is not None


def is_strict(info: models.CollectionInfo) -> bool:
    """Whether filters need payload indexes."""
    strict = info.config.strict_mode_config
    return strict is not None and bool(strict.enabled) and strict.unindexed_filtering_retrieve is False


def _described(params: models.CollectionParams) -> str:
    dense = params.vectors if isinstance(params.vectors, dict) else {"": params.vectors}
    named = [f"{name!r}: {one.distance.value}" for name, one in dense.items() if one is not None]
    return ", ".join([*named, *(f"{name!r}: sparse" for name in params.sparse_vectors or {})]) or "none"
