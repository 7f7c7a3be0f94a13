"""Legs as the server's requests, and its answers as candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from qdrant_client import models

from hybrid_search.connectors.base import Candidate, LegQuery
from hybrid_search.connectors.checks import checked_leg
from hybrid_search.connectors.points.schema import HNSW_EF, scored
from hybrid_search.connectors.qdrant.layout import Layout
from hybrid_search.connectors.qdrant.points import Points
from hybrid_search.types import DenseVector, SparseVector

_OVERSAMPLING = 2.0


def to_request(query: LegQuery, layout: Layout, points: Points, *, local: bool) -> models.QueryRequest:
    """The request of one leg.

    Raises:
        InvalidQuery: if the vector is not one of the leg's field.
    """
    return models.QueryRequest(
        **leg_arguments(query, layout, points, local=local),
        with_payload=points.found,
    )


def leg_arguments(query: LegQuery, layout: Layout, points: Points, *, local: bool) -> dict[str, Any]:
    """What a request and a prefetch of one leg have in common.

    Raises:
        InvalidQuery: if the vector is not one of the leg's field.
    """
    vector = checked_leg(query, layout.spec)
    sparse = isinstance(vector, SparseVector)
    return {
        "query": models.NearestQuery(nearest=_to_server(vector)),
        "using": layout.sparse if sparse else layout.dense,
        "limit": query.limit,
        "filter": None if query.where is None else points.filter(query.where),
        "params": None if sparse or local else _dense_params(layout),  # local mode warns of parameters
    }


def to_candidates(
    query: LegQuery, found: Sequence[models.ScoredPoint], layout: Layout, points: Points
) -> list[Candidate]:
    """The candidates of one leg's answer, in its order."""
    return scored(query.leg, present(map(points.candidate, found)), cosine=layout.cosine)


def present(candidates: Iterable[Candidate | None]) -> list[Candidate]:
    """Those that have an id."""
    return [one for one in candidates if one is not None]


def _to_server(vector: SparseVector | DenseVector) -> Any:
    return sparse_to_server(vector) if isinstance(vector, SparseVector) else vector.tolist()


def sparse_to_server(vector: SparseVector) -> models.SparseVector:
    """The server's form of a sparse vector."""
    return models.SparseVector.model_construct(indices=vector.indices.tolist(), values=vector.values.tolist())


def _dense_params(layout: Layout) -> models.SearchParams:
    if not layout.quantized:
        return models.SearchParams(hnsw_ef=HNSW_EF)
    originals = models.QuantizationSearchParams(rescore=True, oversampling=_OVERSAMPLING)
    return models.SearchParams(hnsw_ef=HNSW_EF, quantization=originals)
