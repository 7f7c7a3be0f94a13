"""ZScore: distances in standard deviations."""

from __future__ import annotations

from math import sqrt

import pytest

from hybrid_search.errors import InvalidFusion
from hybrid_search.fusion import CombSUM, ZScore
from tests.fusion.examples import dense, sparse

# mean 4, deviation sqrt((4² + 0 + 4²) / 3)
LEG = sparse(a=8.0, b=4.0, c=0.0)
DEVIATION = sqrt(32 / 3)


def test_counts_from_the_worst_score() -> None:
    assert ZScore().normalize(LEG) == pytest.approx((8 / DEVIATION, 4 / DEVIATION, 0), rel=1e-15)


def test_counts_from_the_mean_on_request() -> None:
    assert ZScore("mean").normalize(LEG) == pytest.approx((4 / DEVIATION, 0, -4 / DEVIATION), rel=1e-15)


def test_a_document_that_a_leg_did_not_return_stands_at_the_zero() -> None:
    legs = [LEG, dense(d=0.5)]  # the single hit d gets 0
    assert CombSUM(ZScore()).fuse(legs).ids == ("a", "b", "c", "d")
    assert CombSUM(ZScore("mean")).fuse(legs).ids == ("a", "b", "d", "c")


@pytest.mark.parametrize("zero", ["worst", "mean"])
def test_without_a_deviation_every_score_is_zero(zero: str) -> None:
    normalizer = ZScore(zero)  # type: ignore[arg-type]  # a parameter is any str to mypy
    assert normalizer.normalize(dense()) == ()
    assert normalizer.normalize(dense(a=0.7)) == (0.0,)
    assert normalizer.normalize(sparse(a=3.0, b=3.0)) == (0.0, 0.0)
    assert normalizer.normalize(dense(a=0.9000002, b=0.9)) == (0.0, 0.0)


def test_there_are_two_zeros() -> None:
    with pytest.raises(InvalidFusion, match="z_score: zero is 'best'; it must be 'worst' or 'mean'"):
        ZScore("best")  # type: ignore[arg-type]  # that is the test


def test_names_the_zero_that_is_not_the_default() -> None:
    assert (str(ZScore()), str(ZScore("mean"))) == ("z_score", "z_score(zero=mean)")
