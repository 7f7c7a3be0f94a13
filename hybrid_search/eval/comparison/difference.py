"""The paired difference of two configurations over the same queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.interval import RESAMPLES, SEED, Interval, batch_of
from hybrid_search.eval.comparison.scipy_stats import scipy_stats

TIE = 1e-9
"""Scores that lie closer are equal: the last digits of a float say nothing."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One configuration minus the baseline, query by query.

    Attributes:
        baseline: Name of the configuration that was subtracted.
        mean: Of the differences, with its interval.
        p: Two-sided, of the paired randomisation test.
        p_holm: The same, corrected for the number of comparisons in the table.
        wins: Queries on which it is better than the baseline.
        ties: Queries on which both are equal.
        losses: Queries on which it is worse.
    """

    baseline: str
    mean: Interval
    p: float
    p_holm: float
    wins: int
    ties: int
    losses: int


def difference(baseline: str, ours: Sequence[float], theirs: Sequence[float]) -> Difference:
    """Both in the order of the same queries. The same input gives the same numbers; *p_holm* is *p* as yet.

    The randomisation test exchanges the two scores of each query at random, 9,999 times, or in all ways where there are
    fewer. Source: Smucker, Allan and Carterette, "A comparison of statistical significance tests for information
    retrieval evaluation", CIKM 2007.

    Raises:
        InvalidInput: if the lengths differ, or without queries.
        MissingExtra: without the extra ``eval``.
    """
    if len(ours) != len(theirs) or not ours:
        raise InvalidInput(f"a paired difference of {len(ours)} and {len(theirs)} queries; both need the same ones")
    differences = np.asarray(ours, np.float64) - np.asarray(theirs, np.float64)
    differences[np.abs(differences) <= TIE] = 0.0
    wins, losses = int((differences > 0).sum()), int((differences < 0).sum())
    p = _p(differences) if wins + losses else 1.0
    return Difference(baseline, Interval.of(differences.tolist()), p, p, wins, len(differences) - wins - losses, losses)


def holm(differences: Mapping[str, Difference]) -> dict[str, Difference]:
    """The differences with *p_holm* corrected for all of them, by name.

    Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979.
    """
    corrected: dict[str, Difference] = {}
    largest = 0.0
    for place, name in enumerate(sorted(differences, key=lambda one: (differences[one].p, one))):
        largest = max(largest, min(1.0, (len(differences) - place) * differences[name].p))
        corrected[name] = replace(differences[name], p_holm=largest)
    return {name: corrected[name] for name in differences}


def _p(differences: npt.NDArray[np.float64]) -> float:
    if len(differences) < 2:  # both ways to exchange one pair differ as much
        return 1.0
    test = scipy_stats("Difference").permutation_test(
        (differences, np.zeros_like(differences)),  # exchanging a pair flips the sign of its difference
        _mean_difference,
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        batch=batch_of(len(differences)),
        rng=np.random.default_rng(SEED),
    )
    return float(test.pvalue)


def _mean_difference(
    ours: npt.NDArray[np.float64], theirs: npt.NDArray[np.float64], axis: int
) -> npt.NDArray[np.float64]:
    means: npt.NDArray[np.float64] = (ours - theirs).mean(axis=axis)
    return means
