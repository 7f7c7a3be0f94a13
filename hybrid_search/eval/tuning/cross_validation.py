"""Cross-validation: every query is scored by the setting that was chosen on the others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hybrid_search.eval.comparison.difference import TIE

Scores = npt.NDArray[np.float64]
"""float64[settings, queries]."""


class CrossValidated(NamedTuple):
    """What cross-validation found.

    Attributes:
        held_out: float64[queries]: the score of each query by the setting that was chosen without its fold.
        chosen: Fold to the setting that the other folds chose, by its row.
    """

    held_out: npt.NDArray[np.float64]
    chosen: tuple[int, ...]


def cross_validate(scores: Scores, folds: npt.NDArray[np.int64]) -> CrossValidated:
    """Choose on all folds but one, score that one, for each fold.

    Source: Stone, "Cross-Validatory Choice and Assessment of Statistical Predictions", Journal of the Royal Statistical
    Society B 36, 1974.

    Args:
        scores: float64[settings, queries].
        folds: int64[queries], the fold of each query, from 0; none is empty.
    """
    held_out = np.empty(scores.shape[1])
    chosen = []
    for fold in range(int(folds.max()) + 1):
        inside = folds == fold
        setting = best(scores[:, ~inside])
        held_out[inside] = scores[setting, inside]
        chosen.append(setting)
    return CrossValidated(held_out, tuple(chosen))


def best(scores: Scores) -> int:
    """The row with the highest mean; of equal ones the first."""
    means = scores.mean(axis=1)
    return int(np.argmax(means >= means.max() - TIE))
