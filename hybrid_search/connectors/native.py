"""What to use where a backend does not have a fusion of its own."""

from __future__ import annotations

from hybrid_search.types import Native


def in_place_of(fusion: Native) -> str:
    """The fusion of this library that comes nearest, as it is written in code."""
    weights = ", ".join(f"'{leg}': {fusion.weight(leg):g}" for leg in ("sparse", "dense"))
    if fusion.kind == "rrf":
        return f"RRF(k={fusion.k}, weights={{{weights}}})" if fusion.weights else f"RRF(k={fusion.k})"
    if fusion.kind == "dbsf":
        return "DBSF()"
    normalizer = {"none": "NoNormalization()", "min_max": "MinMax()", "l2": "MinMax()"}[fusion.normalizer]
    return f"Weighted({{{weights}}}, {normalizer})"
