"""The paired difference of two searches over the same queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

SEED, RESAMPLES = 7, 9_999
_TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """Ours minus the rival, query by query.

    Attributes:
        queries: How many.
        mean: Of the differences.
        low: Lower end of the 95 % percentile bootstrap interval of the mean.
        high: Its upper end.
        wins: Queries on which ours is better.
        ties: Queries on which both are equal.
        losses: Queries on which the rival is better.
        p: Two-sided, of the paired randomisation test: signs of the differences are flipped at random. Not corrected
            for the number of comparisons.
    """

    queries: int
    mean: float
    low: float
    high: float
    wins: int
    ties: int
    losses: int
    p: float


def difference(ours: Sequence[float], rival: Sequence[float]) -> Difference:
    """Both in the order of the same queries, two at least. The same input gives the same numbers.

    Source of the tests: Smucker, Allan and Carterette, "A comparison of statistical significance tests for information
    retrieval evaluation", CIKM 2007.
    """
    differences = np.asarray(ours, np.float64) - np.asarray(rival, np.float64)
    interval = stats.bootstrap(
        (differences,), np.mean, n_resamples=RESAMPLES, method="percentile", rng=np.random.default_rng(SEED)
    ).confidence_interval
    test = stats.permutation_test(
        (differences, np.zeros_like(differences)),  # exchanging a pair flips the sign of its difference
        _mean_difference,
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(SEED),
    )
    wins, losses = int((differences > _TIE).sum()), int((differences < -_TIE).sum())
    return Difference(
        queries=len(differences),
        mean=float(differences.mean()),
        low=float(interval.low),
        high=float(interval.high),
        wins=wins,
        ties=len(differences) - wins - losses,
        losses=losses,
        p=float(test.pvalue),
    )


def _mean_difference(
    ours: npt.NDArray[np.float64], rival: npt.NDArray[np.float64], axis: int
) -> npt.NDArray[np.float64]:
    means: npt.NDArray[np.float64] = (ours - rival).mean(axis=axis)
    return means
