"""Qdrant's own fusion: both legs as prefetches of one query, joined by the server.

Sources: https://qdrant.tech/documentation/concepts/hybrid-queries/, and for the formulas
lib/segment/src/common/reciprocal_rank_fusion.rs and score_fusion.rs of qdrant 1.19.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qdrant_client import models

from hybrid_search.connectors.base import LegQuery, NativeRanking
from hybrid_search.connectors.native import in_place_of
from hybrid_search.connectors.qdrant.layout import Layout
from hybrid_search.connectors.qdrant.points import Points
from hybrid_search.connectors.qdrant.query import leg_arguments, present
from hybrid_search.connectors.qdrant.version import Version
from hybrid_search.errors import Unsupported
from hybrid_search.types import Native
from hybrid_search.types.leg import best_first
from hybrid_search.types.native import LEGS

RRF_K = Version(1, 15, 4)
"""From it on, the constant of rank fusion can be chosen."""

RRF_WEIGHTS = Version(1, 17, 0)
"""From it on, rank fusion takes weights."""

_ABOVE_ZERO = 1e-30  # a row without a common term is no candidate; the client's local mode has it as one


def to_request(
    legs: Sequence[LegQuery], fusion: Native, layout: Layout, points: Points, *, local: bool
) -> dict[str, Any]:
    """The arguments of ``query_points`` besides the collection's name.

    All that the legs found is asked for, so that ties are broken here and not by the order of the server's threads.

    Raises:
        InvalidQuery: if a vector is not one of its leg's field.
    """
    return {
        "prefetch": [_prefetch(leg, layout, points, local=local) for leg in legs],
        "query": _fusion(fusion, [leg.leg for leg in legs]),
        "limit": sum(leg.limit for leg in legs),
        "with_payload": points.found,
    }


def check(fusion: Native, version: Version, url: str) -> None:
    """Check that a server of this version has the fusion.

    Raises:
        Unsupported: if not, naming the version that does, and what to use in its place.
    """
    if fusion.kind == "linear" and fusion.normalizer != "none":
        raise Unsupported(
            f"{url}: Qdrant adds scores as they are, so {fusion} cannot run there; use {in_place_of(fusion)}, or "
            "normalizer='none'"
        )
    needed = (RRF_WEIGHTS if _weighted(fusion) else RRF_K) if fusion.kind == "rrf" else version
    if version < needed:
        raise Unsupported(f"{url}: {fusion} needs Qdrant {needed}, and this is {version}; use {in_place_of(fusion)}")


def formula(fusion: Native) -> str:
    """What the server computes, with its parameters."""
    weights = ", ".join(f"{leg} {weight:g}" for leg, weight in _weights(fusion).items())
    if fusion.kind == "dbsf":
        return (
            "dbsf: sum over the legs of (score - mean + 3 sd) / (6 sd), with the mean and standard deviation of the "
            "leg's candidates; 0.5 where a leg's scores are all the same"
        )
    if fusion.kind == "linear":
        return f"linear: sum of weight x score; weights {weights}; the scores as they are: dot product and cosine"
    if _weighted(fusion):
        return f"rrf: sum of 1 / ({fusion.k} + rank / weight), rank from 1; weights {weights}; 0 adds nothing"
    return f"rrf: sum of 1 / ({fusion.k} + rank), rank from 1"


def to_ranking(found: Sequence[models.ScoredPoint], fusion: Native, limit: int, points: Points) -> NativeRanking:
    """The ranking of the server's answer: by score to 6 significant digits, ties by id."""
    candidates = {one.id: one for one in present(map(points.candidate, found))}
    ids, _ = best_first({one.id: one.score for one in candidates.values()})
    return NativeRanking([candidates[id] for id in ids[:limit]], formula(fusion))


def _weights(fusion: Native) -> Mapping[str, float]:
    """The weight of each leg; those of a linear fusion sum to 1, as in this library's own."""
    total = sum(map(fusion.weight, LEGS)) if fusion.kind == "linear" else 1.0
    return {leg: fusion.weight(leg) / total for leg in LEGS}


def _weighted(fusion: Native) -> bool:
    return any(fusion.weight(leg) != 1.0 for leg in LEGS)


def _prefetch(leg: LegQuery, layout: Layout, points: Points, *, local: bool) -> models.Prefetch:
    threshold = _ABOVE_ZERO if leg.leg == "sparse" else None
    return models.Prefetch(**leg_arguments(leg, layout, points, local=local), score_threshold=threshold)


def _fusion(fusion: Native, legs: Sequence[str]) -> models.Query:
    weights = [_weights(fusion)[leg] for leg in legs]
    if fusion.kind == "dbsf":
        return models.FusionQuery(fusion=models.Fusion.DBSF)
    if fusion.kind == "rrf":
        k = fusion.k + 1  # the server counts ranks from 0
        return models.RrfQuery(rrf=models.Rrf(k=k, weights=weights) if _weighted(fusion) else models.Rrf(k=k))
    scores = [f"$score[{place}]" for place in range(len(legs))]
    terms = [models.MultExpression(mult=[weight, score]) for weight, score in zip(weights, scores, strict=True)]
    return models.FormulaQuery(formula=models.SumExpression(sum=list(terms)), defaults=dict.fromkeys(scores, 0.0))
