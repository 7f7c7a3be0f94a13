"""Legs as the engine's requests, and its answers as candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import qdrant_edge as engine

from hybrid_search.connectors.base import Candidate, IndexSpec, LegQuery
from hybrid_search.connectors.checks import checked_leg
from hybrid_search.connectors.embedded.filters import to_engine
from hybrid_search.connectors.embedded.schema import sparse_to_engine
from hybrid_search.connectors.points.schema import DENSE, FOUND, HNSW_EF, scored
from hybrid_search.types import DenseVector, SparseVector


def to_request(query: LegQuery, spec: IndexSpec) -> engine.QueryRequest:
    """The request of one leg.

    Raises:
        InvalidQuery: if the vector is not one of the leg's field.
    """
    return engine.QueryRequest(
        limit=query.limit,
        query=engine.Query.Nearest(_to_engine(checked_leg(query, spec)), using=query.leg),
        filter=None if query.where is None else to_engine(query.where),
        with_payload=FOUND,
        params=engine.SearchParams(hnsw_ef=HNSW_EF) if query.leg == DENSE else None,
    )


def to_candidates(query: LegQuery, points: Sequence[engine.ScoredPoint]) -> list[Candidate]:
    """The candidates of one leg's answer, in its order; a sparse score of 0 is no match."""
    found: list[tuple[Any, float]] = [(point.payload, point.score) for point in points]
    return scored(query.leg, (Candidate(payload["id"], score, payload["parent"]) for payload, score in found))


def _to_engine(vector: SparseVector | DenseVector) -> Any:
    return sparse_to_engine(vector) if isinstance(vector, SparseVector) else vector.tolist()
