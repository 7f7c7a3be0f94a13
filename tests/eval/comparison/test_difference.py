"""Paired differences, and their correction."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.difference import Difference, difference, holm
from hybrid_search.eval.comparison.interval import Interval


def with_p(p: float) -> Difference:
    return Difference("base", Interval(0, 0, 0), p, p, 0, 0, 0)


def test_the_mean_and_the_counts() -> None:
    found = difference("base", [1.0, 0.5, 0.25, 0.0], [0.5, 0.5, 0.5, 0.0])
    assert found.mean.mean == pytest.approx((0.5 - 0.25) / 4)
    assert (found.wins, found.ties, found.losses) == (1, 2, 1)


def test_p_is_the_share_of_exchanges_that_differ_as_much() -> None:
    # Of the 8 ways to exchange three pairs, only none and all give a mean of 1 or -1.
    assert difference("base", [1.0, 1.0, 1.0], [0.0, 0.0, 0.0]).p == pytest.approx(2 / 8)


def test_equal_runs_do_not_differ() -> None:
    found = difference("base", [0.1, 0.7], [0.1, 0.7])
    assert (found.p, found.mean, found.ties) == (1.0, Interval(0, 0, 0), 2)


def test_a_difference_in_the_last_digits_is_a_tie() -> None:
    assert difference("base", [0.1 + 0.2], [0.3]).ties == 1


@pytest.mark.parametrize(("ours", "theirs"), [([1.0], [1.0, 0.0]), ([], [])])
def test_both_need_the_same_queries(ours: list[float], theirs: list[float]) -> None:
    with pytest.raises(InvalidInput, match="need the same"):
        difference("base", ours, theirs)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=8))
def test_exchanging_the_two_changes_only_the_sign(pairs: list[tuple[float, float]]) -> None:
    ours, theirs = zip(*pairs, strict=True)
    one, other = difference("base", ours, theirs), difference("base", theirs, ours)
    assert one.mean.mean == pytest.approx(-other.mean.mean)
    assert (one.wins, one.losses) == (other.losses, other.wins)
    assert one.p == pytest.approx(other.p)


def test_holm_multiplies_the_smallest_by_all_the_next_by_one_less() -> None:
    corrected = holm({"a": with_p(0.03), "b": with_p(0.01), "c": with_p(0.5)})
    assert {name: one.p_holm for name, one in corrected.items()} == {
        "a": pytest.approx(0.06),
        "b": pytest.approx(0.03),
        "c": pytest.approx(0.5),
    }
    assert list(corrected) == ["a", "b", "c"]


def test_holm_never_makes_a_larger_p_smaller_than_one_before_it_or_above_1() -> None:
    corrected = holm({"a": with_p(0.04), "b": with_p(0.03), "c": with_p(0.9), "d": with_p(0.8)})
    assert [corrected[name].p_holm for name in "badc"] == [pytest.approx(0.12), pytest.approx(0.12), 1.0, 1.0]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=10))
def test_holm_only_raises_and_keeps_the_order(values: list[float]) -> None:
    given_ones = {str(place): with_p(p) for place, p in enumerate(values)}
    corrected = holm(given_ones)
    assert all(one.p_holm >= one.p for one in corrected.values())
    by_p = sorted(corrected.values(), key=lambda one: one.p)
    assert [one.p_holm for one in by_p] == sorted(one.p_holm for one in by_p)
    assert {name: replace(one, p_holm=one.p) for name, one in corrected.items()} == given_ones
