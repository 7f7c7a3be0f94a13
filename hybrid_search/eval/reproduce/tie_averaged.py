"""nDCG over scores in which documents tie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

Ties = Literal["average", "best", "worst"]


def ndcg(relevant: Sequence[bool], scores: Sequence[float], k: int = 10, ties: Ties = "average") -> float:
    r"""nDCG@k of documents with these scores; 0 if none is relevant.

    .. math:: nDCG = \frac{\sum_{r=1}^{k} g_r / \log_2(r + 1)}{\sum_{r=1}^{k} g^*_r / \log_2(r + 1)}

    with gains :math:`g_r` of 0 or 1 at rank r, and :math:`g^*` those of the best order. Documents tie if their scores
    are equal in every bit.

    Source: McSherry and Najork, "Computing Information Retrieval Performance Measures Efficiently in the Presence of
    Tied Scores", ECIR 2008, for the average; ``sklearn.metrics.ndcg_score`` computes the same.

    Args:
        relevant: Whether each document is relevant.
        scores: Of each document; higher is better.
        k: Ranks that count.
        ties: "average": the mean over all orders of documents that tie; "best" and "worst": the extremes of them.
    """
    gains, values = np.asarray(relevant, np.float64), np.asarray(scores, np.float64)
    if not gains.any():
        return 0.0
    discounts = np.zeros(len(gains))
    discounts[:k] = 1 / np.log2(np.arange(2, min(k, len(gains)) + 2))
    ordered = gains[np.lexsort((gains if ties == "worst" else -gains, -values))]
    if ties == "average":
        ordered = _averaged(ordered, np.sort(values)[::-1])
    return float(ordered @ discounts / (np.sort(gains)[::-1] @ discounts))


def _averaged(gains: npt.NDArray[np.float64], falling: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    group = np.cumsum(np.concatenate([[0], falling[1:] != falling[:-1]]))
    means = np.bincount(group, weights=gains) / np.bincount(group)
    averaged: npt.NDArray[np.float64] = means[group]
    return averaged
