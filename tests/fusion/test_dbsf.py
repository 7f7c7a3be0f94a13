"""DBSF: the sum of scores on the scale from mean - 3 sigma to mean + 3 sigma."""

from __future__ import annotations

from math import sqrt

import pytest

from hybrid_search.fusion import DBSF
from hybrid_search.types import FusionSpec
from tests.fusion.examples import dense, sparse


def test_sums_the_distances_from_mean_less_three_sigma() -> None:
    fused = DBSF().fuse([dense(a=0.75, b=0.5, c=0.25), sparse(b=6.0, d=2.0)])
    # dense: mean 0.5, sigma sqrt((0.25² + 0 + 0.25²) / 2) = 0.25, so from -0.25 to 1.25.
    # sparse: mean 4, sigma sqrt((2² + 2²) / 1) = sqrt(8); a score x becomes 0.5 + (x - 4) / (6 sqrt(8)).
    assert fused.ids == ("b", "a", "d", "c")
    assert fused.scores == pytest.approx(
        (0.75 / 1.5 + 0.5 + 2 / (6 * sqrt(8)), 1.0 / 1.5, 0.5 - 2 / (6 * sqrt(8)), 0.5 / 1.5), rel=1e-12
    )


def test_a_single_hit_counts_half() -> None:
    assert DBSF().fuse([dense(a=0.01), sparse(b=40.0)]).scores == (0.5, 0.5)


def test_describes_itself() -> None:
    assert DBSF().spec == FusionSpec("dbsf", {})
    assert str(DBSF()) == "DBSF"
    assert DBSF().score_kind == "dbsf"
