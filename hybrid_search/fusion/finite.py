"""The check that every number in a fusion passes."""

from __future__ import annotations

import math
from numbers import Real

from hybrid_search.errors import InvalidFusion


def finite(value: object, what: str) -> float:
    """*value*, if it is a finite number; an int stays an int, a NumPy number becomes a float.

    Args:
        value: What the caller passed.
        what: What it is, for the message ("RRF: k").

    Raises:
        InvalidFusion: for NaN, an infinity, a number beyond float64, a bool, or anything that is not a number.
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise InvalidFusion(f"{what} is {value!r}; it must be a number, not {type(value).__name__}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InvalidFusion(f"{what} is {value}; it must be a finite number")
    return value if isinstance(value, int) else number
