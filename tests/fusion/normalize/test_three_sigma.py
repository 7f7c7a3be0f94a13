"""ThreeSigma: mean - 3 sigma becomes 0, mean + 3 sigma becomes 1."""

from __future__ import annotations

from math import sqrt

import pytest

from hybrid_search.fusion import ThreeSigma
from hybrid_search.types import Leg
from tests.fusion.examples import dense, sparse


def test_measures_from_mean_less_three_sigma() -> None:
    # mean 6, sigma sqrt((2² + 0 + 2²) / (3 - 1)) = 2: from 0 to 12.
    assert ThreeSigma().normalize(sparse(a=8.0, b=6.0, c=4.0)) == (8 / 12, 6 / 12, 4 / 12)


def test_does_not_clip() -> None:
    # Ten scores of 1 and one of 0: mean 10/11, sigma sqrt(1/11), and 0 lies 3.015 sigma below the mean.
    leg = Leg("sparse", tuple("abcdefghijk"), (1.0,) * 10 + (0.0,), "dot")
    lowest = ThreeSigma().normalize(leg)[-1]
    assert lowest == pytest.approx(0.5 - (10 / 11) / (6 * sqrt(1 / 11)))
    assert lowest < 0


def test_no_hit_gives_no_score() -> None:
    assert ThreeSigma().normalize(dense()) == ()


def test_without_a_deviation_every_score_is_half() -> None:
    assert ThreeSigma().normalize(dense(a=0.01)) == (0.5,)
    assert ThreeSigma().normalize(sparse(a=3.0, b=3.0)) == (0.5, 0.5)
    assert ThreeSigma().normalize(dense(a=0.9000002, b=0.9)) == (0.5, 0.5)
