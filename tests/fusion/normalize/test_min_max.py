"""MinMax: the worst becomes 0, the best 1."""

from __future__ import annotations

from hybrid_search.fusion import MinMax
from tests.fusion.examples import dense, sparse


def test_spreads_the_scores_from_zero_to_one() -> None:
    assert MinMax().normalize(sparse(a=9.0, b=3.0, c=1.0)) == ((9 - 1) / 8, (3 - 1) / 8, (1 - 1) / 8)


def test_negative_scores_are_scores() -> None:
    assert MinMax().normalize(dense(a=0.5, b=0.0, c=-0.5)) == (1.0, 0.5, 0.0)


def test_no_hit_gives_no_score() -> None:
    assert MinMax().normalize(dense()) == ()


def test_a_single_hit_is_the_best() -> None:
    assert MinMax().normalize(dense(a=0.01)) == (1.0,)


def test_equal_scores_are_all_the_best() -> None:
    assert MinMax().normalize(sparse(a=0.0, b=0.0)) == (1.0, 1.0)


def test_a_difference_below_a_millionth_is_noise() -> None:
    assert MinMax().normalize(dense(a=0.9000002, b=0.9)) == (1.0, 1.0)
    assert MinMax().normalize(dense(a=0.90001, b=0.9)) == (1.0, 0.0)
