"""Legs to search with, and what they find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hybrid_search.connectors.base import Candidate, LegQuery
from hybrid_search.filters import Filter
from hybrid_search.types import SparseVector
from tests.fakes import unit


def sparse_leg(weights: Mapping[int, float], *, where: Filter | None = None, limit: int = 100) -> LegQuery:
    return LegQuery("sparse", SparseVector.from_pairs(weights), limit, where)


def dense_leg(*numbers: float, where: Filter | None = None, limit: int = 100) -> LegQuery:
    return LegQuery("dense", unit(*numbers), limit, where)


def scores(leg: Sequence[Candidate]) -> dict[str, float]:
    return {candidate.id: candidate.score for candidate in leg}


def falling(leg: Sequence[Candidate]) -> bool:
    values = [candidate.score for candidate in leg]
    return values == sorted(values, reverse=True)
