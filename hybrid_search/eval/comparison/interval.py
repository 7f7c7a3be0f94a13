"""A mean over queries, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.scipy_stats import scipy_stats

SEED, RESAMPLES = 7, 9_999
_AT_ONCE = 2**22
"""Numbers that one step of resampling may hold: some hundred MB, where 10,000 queries at once would take gigabytes."""


def batch_of(queries: int) -> int:
    """How many resamples are drawn at once."""
    return min(RESAMPLES, max(1, _AT_ONCE // queries))


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % percentile bootstrap interval over queries.

    Attributes:
        mean: Of the queries.
        low: Lower end.
        high: Upper end.
    """

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Interval:
        """The mean of *values*, one a query; the same input gives the same numbers.

        With fewer than two queries, or when all are equal, nothing can be resampled, and the interval is the mean.

        Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.

        Raises:
            InvalidInput: without values.
            MissingExtra: without the extra ``eval``.
        """
        if not len(values):
            raise InvalidInput("an interval of no values; at least one query is needed")
        sample = np.asarray(values, np.float64)
        mean = float(sample.mean())
        if len(sample) < 2 or np.ptp(sample) == 0:
            return cls(mean, mean, mean)
        found = scipy_stats("Interval").bootstrap(
            (sample,),
            np.mean,
            n_resamples=RESAMPLES,
            batch=batch_of(len(sample)),
            method="percentile",
            rng=np.random.default_rng(SEED),
        )
        return cls(mean, float(found.confidence_interval.low), float(found.confidence_interval.high))
