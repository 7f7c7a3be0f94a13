"""Leg: the order of candidates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.errors import InvalidFusion
from hybrid_search.types import Leg
from hybrid_search.types.leg import six_digits

scores = st.floats(-1e3, 1e3) | st.sampled_from([0.0, -0.0, 0.5, 0.5000001, 0.5000004, 0.5000006, 0.500001])


def test_best_first_and_ties_by_id() -> None:
    leg = Leg.ranked("sparse", [("b", 1.0), ("a", 1.0), ("c", 2.0)], "dot")
    assert leg.ids == ("c", "a", "b")
    assert leg.scores == (2.0, 1.0, 1.0)
    assert len(leg) == 3


def test_scores_equal_to_six_digits_are_a_tie_and_keep_their_own_value() -> None:
    leg = Leg.ranked("dense", [("b", 0.12345649), ("a", 0.12345551)], "cosine")
    assert leg.ids == ("a", "b")
    assert leg.scores == (0.12345551, 0.12345649)


def test_the_seventh_digit_counts_where_it_changes_the_sixth() -> None:
    assert Leg.ranked("dense", [("a", 0.12345649), ("b", 0.12345651)], "cosine").ids == ("b", "a")


def test_negative_scores_come_last() -> None:
    assert Leg.ranked("dense", [("a", -0.5), ("b", 0.0), ("c", -0.0), ("d", 0.5)], "cosine").ids == ("d", "b", "c", "a")


def test_an_empty_leg_is_empty() -> None:
    assert Leg.ranked("sparse", [], "dot").ids == ()


def test_an_id_that_comes_twice_is_refused() -> None:
    with pytest.raises(InvalidFusion, match="leg 'sparse' returns 'a' twice"):
        Leg.ranked("sparse", [("a", 1.0), ("b", 1.0), ("a", 2.0)], "dot")


def test_six_digits_are_significant_ones() -> None:
    assert six_digits(123456.7) == 123457.0
    assert six_digits(0.0001234567) == 0.000123457


@given(st.dictionaries(st.text(max_size=2), scores, max_size=30))
def test_the_order_is_by_rounded_score_then_id(pool: dict[str, float]) -> None:
    leg = Leg.ranked("dense", pool.items(), "cosine")
    assert leg.ids == tuple(sorted(pool, key=lambda one: (-six_digits(pool[one]), one)))
    assert leg.scores == tuple(pool[one] for one in leg.ids)
