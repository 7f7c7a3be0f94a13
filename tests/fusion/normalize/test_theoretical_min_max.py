"""TheoreticalMinMax: the bound becomes 0, the best 1."""

from __future__ import annotations

import math

import pytest

from hybrid_search.errors import InvalidFusion
from hybrid_search.fusion import TheoreticalMinMax
from hybrid_search.types import Leg
from tests.fusion.examples import dense, sparse


def test_divides_by_the_best_score() -> None:
    assert TheoreticalMinMax().normalize(sparse(a=20.0, b=15.0, c=5.0)) == (20 / 20, 15 / 20, 5 / 20)
    assert TheoreticalMinMax().normalize(dense(a=0.8, b=0.4)) == (1.0, 0.5)


def test_a_longer_list_changes_nothing_for_the_first() -> None:
    first = TheoreticalMinMax().normalize(sparse(a=20.0, b=15.0))
    assert TheoreticalMinMax().normalize(sparse(a=20.0, b=15.0, c=0.5))[:2] == first


def test_a_bound_belongs_to_a_kind_of_leg() -> None:
    of_the_paper = TheoreticalMinMax(cosine=-1)
    assert of_the_paper.normalize(dense(a=0.8, b=0.35)) == ((0.8 + 1) / 1.8, (0.35 + 1) / 1.8)
    assert of_the_paper.normalize(sparse(a=8.0, b=4.0)) == (1.0, 0.5)
    assert TheoreticalMinMax(dot=2).normalize(sparse(a=10.0, b=4.0)) == ((10 - 2) / 8, (4 - 2) / 8)


def test_a_score_below_the_bound_lowers_it_and_keeps_its_place() -> None:
    # The bound 0 is lowered to -0.25: (0.75 + 0.25) / 1, (0.25 + 0.25) / 1, (0 + 0.25) / 1, 0.
    assert TheoreticalMinMax().normalize(dense(a=0.75, b=0.25, c=0.0, d=-0.25)) == (1.0, 0.5, 0.25, 0.0)


def test_a_best_score_just_above_the_bound_does_not_blow_up_the_others() -> None:
    scores = TheoreticalMinMax().normalize(dense(a=1e-9, b=-0.5, c=-1.0))
    assert scores == pytest.approx((1.0, 0.5, 0.0))


def test_no_hit_gives_no_score() -> None:
    assert TheoreticalMinMax().normalize(dense()) == ()


def test_a_single_hit_is_the_best() -> None:
    assert TheoreticalMinMax().normalize(dense(a=0.01)) == (1.0,)


def test_equal_scores_above_the_bound_are_all_the_best() -> None:
    assert TheoreticalMinMax().normalize(sparse(a=3.0, b=3.0)) == (1.0, 1.0)


@pytest.mark.parametrize("leg", [sparse(a=0.0, b=0.0), dense(a=-0.2), dense(a=-0.2, b=-0.2)])
def test_a_leg_with_nothing_above_the_bound_found_nothing(leg: Leg) -> None:
    assert set(TheoreticalMinMax().normalize(leg)) == {0.0}


@pytest.mark.parametrize("bound", [math.nan, math.inf, "0", None])
def test_a_bound_must_be_a_finite_number(bound: float) -> None:
    with pytest.raises(InvalidFusion, match="theoretical_min_max: dot is"):
        TheoreticalMinMax(dot=bound)


def test_a_cosine_bound_must_be_a_cosine() -> None:
    with pytest.raises(InvalidFusion, match=r"cosine is -1\.5; a cosine's lower bound lies from -1 to 1"):
        TheoreticalMinMax(cosine=-1.5)


def test_names_the_bounds_that_were_moved() -> None:
    assert str(TheoreticalMinMax()) == "theoretical_min_max"
    assert str(TheoreticalMinMax(dot=0.5, cosine=-1)) == "theoretical_min_max(dot=0.5, cosine=-1)"
