"""Legs to fuse: small ones written out, and generated ones."""

from __future__ import annotations

from hypothesis import strategies as st

from hybrid_search.fusion import (
    DBSF,
    RRF,
    CombMNZ,
    CombSUM,
    Fusion,
    MinMax,
    NoNormalization,
    Normalizer,
    TheoreticalMinMax,
    ThreeSigma,
    Weighted,
    ZScore,
)
from hybrid_search.types import Leg

IDS = "abcdefgh"
EVEN = {"dense": 0.5, "sparse": 0.5}

NORMALIZERS: tuple[Normalizer, ...] = (
    MinMax(),
    NoNormalization(),
    TheoreticalMinMax(),
    TheoreticalMinMax(cosine=-1),
    ThreeSigma(),
    ZScore(),
    ZScore("mean"),
)
FUSIONS: tuple[Fusion, ...] = (
    RRF(),
    RRF(k=0.5, weights={"dense": 3, "sparse": 0}),
    DBSF(),
    *(Weighted({"dense": 0.7, "sparse": 0.1}, normalizer) for normalizer in NORMALIZERS),
    CombSUM(),
    CombMNZ(),
    CombMNZ(ZScore("mean")),
)


def dense(**scores: float) -> Leg:
    """A leg of cosines: ``dense(a=0.9, b=0.5)``."""
    return Leg.ranked("dense", scores.items(), "cosine")


def sparse(**scores: float) -> Leg:
    """A leg of dot products: ``sparse(a=12, b=5)``."""
    return Leg.ranked("sparse", scores.items(), "dot")


steps = st.integers(-40, 40).map(lambda eighths: eighths / 8)
"""Scores that often tie, and on which small sums and products are exact."""

any_scores = steps | st.floats(width=32, allow_nan=False, allow_infinity=False)
"""Whatever a float32 backend may return."""


def candidates(scores: st.SearchStrategy[float] = any_scores) -> st.SearchStrategy[dict[str, float]]:
    """Id to score, from a pool so small that legs overlap; may be empty."""
    return st.dictionaries(st.sampled_from(IDS), scores, max_size=len(IDS))


def pairs_of_legs(scores: st.SearchStrategy[float] = any_scores) -> st.SearchStrategy[tuple[Leg, Leg]]:
    """A dense and a sparse leg."""
    one = candidates(scores)
    return st.tuples(one.map(lambda found: dense(**found)), one.map(lambda found: sparse(**found)))
