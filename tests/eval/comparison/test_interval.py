"""Means with bootstrap intervals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.interval import Interval, batch_of


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_it_holds_the_mean_and_lies_within_the_values(values: list[float]) -> None:
    found = Interval.of(values)
    assert found.mean == pytest.approx(sum(values) / len(values))
    assert min(values) - 1e-12 <= found.low <= found.mean + 1e-12
    assert found.mean - 1e-12 <= found.high <= max(values) + 1e-12


def test_of_one_value_it_is_that_value() -> None:
    assert Interval.of([0.25]) == Interval(0.25, 0.25, 0.25)


def test_the_same_values_give_the_same_interval() -> None:
    assert Interval.of([0.0, 0.5, 1.0, 0.25]) == Interval.of([0.0, 0.5, 1.0, 0.25])


def test_half_zeros_and_half_ones_spread_as_the_binomial_says() -> None:
    found = Interval.of([0.0, 1.0] * 50)  # the standard deviation of the mean is 0.05
    assert found.low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.015)
    assert found.high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.015)


def test_without_values_there_is_no_interval() -> None:
    with pytest.raises(InvalidInput, match="at least one query"):
        Interval.of([])


@pytest.mark.parametrize(("queries", "batch"), [(10, 9_999), (1_000, 4_194), (10_000_000, 1)])
def test_the_more_queries_the_fewer_resamples_are_held_at_once(queries: int, batch: int) -> None:
    assert batch_of(queries) == batch
