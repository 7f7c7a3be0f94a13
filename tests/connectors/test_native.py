"""What is named in place of a fusion that a backend does not have."""

from __future__ import annotations

import pytest

from hybrid_search import fusion as fusions
from hybrid_search.connectors.native import in_place_of
from hybrid_search.fusion import DBSF, RRF, Fusion, Weighted, normalize
from hybrid_search.fusion.normalize import MinMax, NoNormalization
from hybrid_search.types import Native

EQUAL = {"sparse": 1.0, "dense": 1.0}
HALVES = {"sparse": 0.25, "dense": 0.75}


@pytest.mark.parametrize(
    ("native", "alternative"),
    [
        (Native.rrf(), RRF(k=60)),
        (Native.rrf(k=7), RRF(k=7)),
        (Native.rrf(k=7, weights=HALVES), RRF(k=7, weights=HALVES)),
        (Native.rrf(weights={"dense": 2}), RRF(k=60, weights={"sparse": 0, "dense": 2})),
        (Native.dbsf(), DBSF()),
        (Native.linear(), Weighted(EQUAL, NoNormalization())),
        (Native.linear(HALVES), Weighted(HALVES, NoNormalization())),
        (Native.linear(HALVES, normalizer="min_max"), Weighted(HALVES, MinMax())),
        (Native.linear(HALVES, normalizer="l2"), Weighted(HALVES, MinMax())),
    ],
)
def test_it_is_code_that_builds_the_nearest_fusion(native: Native, alternative: Fusion) -> None:
    names = {name: getattr(fusions, name) for name in ("RRF", "DBSF", "Weighted")}
    normalizers = {name: getattr(normalize, name) for name in ("MinMax", "NoNormalization")}
    assert eval(in_place_of(native), names | normalizers) == alternative
