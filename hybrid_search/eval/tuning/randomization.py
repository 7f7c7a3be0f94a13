"""Whether tuning gains more than it would by chance: a paired randomisation test of the whole procedure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hybrid_search.eval.comparison.difference import TIE
from hybrid_search.eval.comparison.interval import RESAMPLES, SEED
from hybrid_search.eval.tuning.cross_validation import Scores

_AT_ONCE = 2**22
"""Numbers that one step of the work may hold."""


def p_of_tuning(gains: Scores, folds: npt.NDArray[np.int64]) -> float:
    """Two-sided p of the held-out gain, by 9,999 randomisations; the same input gives the same number.

    Each randomisation exchanges the default and the settings on random queries, and then chooses again, fold by fold.
    The test of one pair of score lists would not do: the held-out scores of one fold took part in the choice for the
    others, so their mean varies more than those scores alone tell, and chance passes for a gain too often.

    The gain is measured in standard errors, since settings that differ little from the default would otherwise be held
    against the chance of those that differ much.

    Source of the test of one pair: Smucker, Allan and Carterette, "A comparison of statistical significance tests for
    information retrieval evaluation", CIKM 2007.

    Args:
        gains: float64[settings, queries]: the score of a setting minus that of the default.
        folds: int64[queries], from 0.
    """
    settings, queries = gains.shape
    rng = np.random.default_rng(SEED)
    observed = float(_gains_in_errors(gains, folds, np.ones((queries, 1)))[0])
    at_once = max(1, _AT_ONCE // max(settings * (int(folds.max()) + 1), queries))
    extreme = 0
    for start in range(0, RESAMPLES, at_once):
        size = min(at_once, RESAMPLES - start)
        signs = np.where(rng.random((queries, size)) < 0.5, -1.0, 1.0)
        extreme += int((_gains_in_errors(gains, folds, signs) >= observed * (1 - TIE)).sum())
    return (extreme + 1) / (RESAMPLES + 1)


def _gains_in_errors(
    gains: Scores, folds: npt.NDArray[np.int64], signs: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """float64[randomisations]: the absolute mean held-out gain, in its standard errors."""
    inside = [folds == fold for fold in range(int(folds.max()) + 1)]
    parts = np.stack([gains[:, one] @ signs[one] for one in inside])  # folds, settings, randomisations
    squares = np.stack([(gains[:, one] ** 2).sum(axis=1) for one in inside])  # folds, settings; signs do not matter
    total, of_squares = np.zeros((2, signs.shape[1]))
    for part, rest, square in zip(parts, parts.sum(axis=0) - parts, squares, strict=True):
        chosen = np.argmax(rest >= rest.max(axis=0) - TIE * len(folds), axis=0)
        total += np.take_along_axis(part, chosen[None, :], axis=0)[0]
        of_squares += square[chosen]
    means = total / len(folds)
    variances = np.maximum(of_squares / len(folds) - means**2, TIE**2)
    found: npt.NDArray[np.float64] = np.abs(means) * np.sqrt(len(folds) / variances)
    return found
