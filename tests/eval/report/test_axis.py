"""Axes: where values are drawn, and which are labelled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.eval.report.axis import Axis, around


def test_values_lie_between_the_two_places() -> None:
    axis = Axis(0.0, 10.0, 100.0, 0.0)
    assert [axis.at(value) for value in (0, 2.5, 10)] == [100.0, 75.0, 0.0]


def test_on_a_log_axis_equal_ratios_are_equally_far_apart() -> None:
    axis = Axis(1.0, 100.0, 0.0, 40.0, log=True)
    assert [axis.at(value) for value in (1, 10, 100)] == [0.0, 20.0, 40.0]
    assert axis.ticks() == [1, 2, 5, 10, 20, 50, 100]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(0.0, 1.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0]), (0.41, 0.59, [0.45, 0.5, 0.55]), (-30.0, 30.0, [-20, 0, 20])],
)
def test_ticks_are_round(low: float, high: float, ticks: list[float]) -> None:
    assert Axis(low, high, 0, 1).ticks() == ticks


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_ticks_are_few_and_within_the_range(low: float, width: float) -> None:
    ticks = Axis(low, low + width, 0, 1).ticks()
    assert len(ticks) <= 6
    assert all(low - 1e-6 * width <= value <= low + width + 1e-6 * width for value in ticks)


def test_one_value_is_put_in_the_middle() -> None:
    axis = around(0.5, 0.5, 0.0, 100.0)
    assert axis.at(0.5) == pytest.approx(50.0)
