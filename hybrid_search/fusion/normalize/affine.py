"""The arithmetic of the normalisers: each is an increasing affine map, chosen by two statistics of the leg."""

from __future__ import annotations

import math
from collections.abc import Sequence


def affine(scores: Sequence[float], origin: float, unit: float) -> tuple[float, ...]:
    """(score - *origin*) / *unit* of each score; *unit* is above 0, so that no two scores change places."""
    return tuple([(score - origin) / unit for score in scores])


def indistinct(low: float, high: float) -> bool:
    """Whether two scores differ by less than float32 backends agree on: a millionth of the larger.

    What lies between two such scores is noise; divided by their distance it would fill the whole scale.
    """
    return math.isclose(low, high, rel_tol=1e-6, abs_tol=0.0)


def mean_and_deviation(scores: Sequence[float], degrees_of_freedom: int) -> tuple[float, float]:
    """The mean, and the standard deviation around it.

    Args:
        scores: At least two that are not all equal.
        degrees_of_freedom: n for a population, n - 1 for a sample of n scores.
    """
    mean = sum(scores) / len(scores)
    return mean, math.hypot(*[score - mean for score in scores]) / math.sqrt(degrees_of_freedom)
