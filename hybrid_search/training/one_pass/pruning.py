"""Wordpieces that the trained head is better without, decided on the training texts alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from hybrid_search.training.one_pass.states import States
from hybrid_search.types import SparseVector

Bools = npt.NDArray[np.bool_]

LEAST_GAIN = 0.1
"""Wordpieces of a lower gain are stop words and punctuation marks that training faded out.

Their weights are near 0, but each would stand in nearly every document, and a query would read all those postings.
"""
CODE_WEIGHTED = 0.2
CODE_STANDING = 0.01
"""A wordpiece with a weight in more than a fifth of the texts that stands in fewer than 1% of them is a code for a
topic ("yale" for biology): nobody could make sense of it in an explanation, and it makes long postings."""


def faded(gain: npt.NDArray[np.float32]) -> Bools:
    """bool[wordpieces]: which have faded out."""
    return np.asarray(gain < LEAST_GAIN)


def topic_codes(weighted: npt.NDArray[np.int64], standing: npt.NDArray[np.int64], texts: int) -> Bools:
    """bool[n]: which wordpieces are codes for topics.

    Args:
        weighted: int64[n], in how many of the texts each has a weight.
        standing: int64[n], in how many of them it stands.
        texts: How many texts there are.
    """
    return np.asarray((weighted > CODE_WEIGHTED * texts) & (standing < CODE_STANDING * texts))


def frequencies(vectors: Iterable[SparseVector], vocabulary: int) -> npt.NDArray[np.int64]:
    """int64[vocabulary]: in how many vectors each wordpiece has a weight."""
    counts = np.zeros(vocabulary, np.int64)
    for vector in vectors:
        counts[vector.indices] += 1
    return counts


def standing_in(states: States, vocabulary: int) -> npt.NDArray[np.int64]:
    """int64[vocabulary]: in how many texts each wordpiece stands, as far as they are read."""
    counts = np.zeros(vocabulary, np.int64)
    for text in range(len(states)):
        counts[np.unique(states.ids[states.bounds[text] : states.bounds[text + 1]])] += 1
    return counts


def without(head: Mapping[str, npt.NDArray[Any]], dropped: Bools) -> dict[str, npt.NDArray[Any]]:
    """The arrays of ``head.npz`` without these wordpieces."""
    return dict(head) | {name: head[name][~dropped] for name in ("pieces", "bias", "gain")}
