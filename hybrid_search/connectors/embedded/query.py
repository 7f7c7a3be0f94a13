"""Legs as the engine's requests, and its answers as candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import qdrant_edge as engine

from hybrid_search.connectors.base import Candidate, IndexSpec, LegQuery
from hybrid_search.connectors.embedded.filters import to_engine
from hybrid_search.connectors.embedded.schema import DENSE, SPARSE, checked_dense, sparse_to_engine
from hybrid_search.errors import InvalidQuery, InvalidVector
from hybrid_search.types import SparseVector

HNSW_EF = 512
"""Candidates that a search of the HNSW graph keeps; searched exactly where there is none.

Measured, recall@100 of 20,000 vectors of 384 dimensions against exact search: 0.999 without a filter, and 0.992 with
one that half of the rows match, for vectors of 48 latent dimensions with noise, which real embeddings resemble. Vectors
that are noise throughout reach 0.83. With 128 candidates it is 0.93, 0.84 and 0.41.
"""


def to_request(query: LegQuery, spec: IndexSpec) -> engine.QueryRequest:
    """The request of one leg.

    Raises:
        InvalidQuery: if the vector is not one of the leg's field.
    """
    return engine.QueryRequest(
        limit=query.limit,
        query=engine.Query.Nearest(_vector(query, spec), using=query.leg),
        filter=None if query.where is None else to_engine(query.where),
        with_payload=["id", "parent"],
        params=engine.SearchParams(hnsw_ef=HNSW_EF) if query.leg == DENSE else None,
    )


def to_candidates(query: LegQuery, points: Sequence[engine.ScoredPoint]) -> list[Candidate]:
    """The candidates of one leg's answer, in its order; a sparse score of 0 is no match."""
    payloads: list[Any] = [point.payload for point in points]
    scores = [point.score for point in points]
    if query.leg == DENSE and max(map(abs, scores), default=0.0) > 1:
        scores = [min(1.0, max(-1.0, score)) for score in scores]
    candidates = [
        Candidate(payload["id"], score, payload["parent"]) for payload, score in zip(payloads, scores, strict=True)
    ]
    if query.leg == SPARSE and min(scores, default=1.0) <= 0:
        return [one for one in candidates if one.score > 0]
    return candidates


def _vector(query: LegQuery, spec: IndexSpec) -> Any:
    if query.leg == SPARSE:
        if not spec.sparse or not isinstance(query.vector, SparseVector):
            raise InvalidQuery("a sparse leg needs a SparseVector and an index that was created with a sparse field")
        return sparse_to_engine(query.vector)
    if spec.dims is None or isinstance(query.vector, SparseVector):
        raise InvalidQuery("a dense leg needs a dense vector and an index that was created with a dense field")
    try:
        checked_dense(query.vector, spec)
    except InvalidVector as error:
        raise InvalidQuery(f"dense query: {error}") from None
    return query.vector.tolist()
