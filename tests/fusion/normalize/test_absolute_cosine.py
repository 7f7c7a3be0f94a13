"""AbsoluteCosine: cosines as they are, dot products divided by the best."""

from __future__ import annotations

import pytest

from hybrid_search.fusion import AbsoluteCosine, TheoreticalMinMax, Weighted
from hybrid_search.types import Leg
from tests.fusion.examples import dense, sparse


def test_leaves_cosines_alone() -> None:
    assert AbsoluteCosine().normalize(dense(a=0.8, b=0.4, c=0.0)) == (0.8, 0.4, 0.0)


def test_divides_dot_products_by_the_best() -> None:
    assert AbsoluteCosine().normalize(sparse(a=20.0, b=15.0, c=5.0)) == (20 / 20, 15 / 20, 5 / 20)


def test_a_dense_leg_that_found_nothing_near_gives_way_to_the_sparse_one() -> None:
    far, words = dense(a=0.2, b=0.1), sparse(b=9.0, a=6.0)
    weights = {"dense": 0.5, "sparse": 0.5}
    # Each leg divided by its best: a has (1 + 6/9) / 2, b has (0.5 + 1) / 2. Absolute: (0.2 + 6/9) / 2, (0.1 + 1) / 2.
    assert Weighted(weights, TheoreticalMinMax()).fuse([far, words]).ids == ("a", "b")
    assert Weighted(weights, AbsoluteCosine()).fuse([far, words]).ids == ("b", "a")


def test_a_negative_cosine_lowers_the_bound_and_keeps_its_place() -> None:
    # The bound is -0.25: (0.75 + 0.25) / 1.25, (0 + 0.25) / 1.25, 0.
    assert AbsoluteCosine().normalize(dense(a=0.75, b=0.0, c=-0.25)) == (0.8, 0.2, 0.0)


def test_a_cosine_that_rounding_lifted_above_1_is_1() -> None:
    assert AbsoluteCosine().normalize(dense(a=1.0000001, b=0.5)) == (1.0, pytest.approx(0.5))


@pytest.mark.parametrize("leg", [dense(a=0.0, b=0.0), dense(a=-0.2), dense(a=-0.2, b=-0.2)])
def test_a_leg_with_nothing_above_the_bound_found_nothing(leg: Leg) -> None:
    assert set(AbsoluteCosine().normalize(leg)) == {0.0}


def test_no_hit_gives_no_score() -> None:
    assert AbsoluteCosine().normalize(dense()) == ()
