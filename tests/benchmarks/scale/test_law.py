from __future__ import annotations

import pytest

from benchmarks.scale.law import exponent


@pytest.mark.parametrize(("later", "expected"), [(3.0, 0.0), (30.0, 1.0), (300.0, 2.0), (3.0 * 10**0.5, 0.5)])
def test_the_exponent_is_the_slope_between_the_logarithms(later: float, expected: float) -> None:
    assert exponent(1_000, 3.0, 10_000, later) == pytest.approx(expected)
