"""Similarity of every vector of one list with every vector of another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hybrid_search.types import SparseVector


def similarity(a: Sequence[SparseVector], b: Sequence[SparseVector]) -> npt.NDArray[np.float64]:
    """Dot products, by an inverted index over *b*: the work grows with the matching non-zeros only.

    Returns:
        float64[len(a), len(b)].
    """
    scores = np.zeros((len(a), len(b)))
    if not len(a) or not len(b):
        return scores
    columns = np.repeat(np.arange(len(b)), [len(vector) for vector in b])
    indices = np.concatenate([vector.indices for vector in b])
    order = np.argsort(indices, kind="stable")
    columns, indices = columns[order], indices[order]
    values = np.concatenate([vector.values for vector in b]).astype(np.float64)[order]
    for row, vector in enumerate(a):
        starts = np.searchsorted(indices, vector.indices, "left")
        lengths = np.searchsorted(indices, vector.indices, "right") - starts
        matches = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())
        products = np.repeat(vector.values.astype(np.float64), lengths) * values[matches]
        scores[row] = np.bincount(columns[matches], products, minlength=len(b))
    return scores


def cosine_similarity(a: Sequence[SparseVector], b: Sequence[SparseVector]) -> npt.NDArray[np.float64]:
    """Cosines, from 0 to 1 since no weight is negative; 0 where a vector is empty.

    Returns:
        float64[len(a), len(b)].
    """
    lengths = np.outer(_lengths(a), _lengths(b))
    return np.divide(similarity(a, b), lengths, out=np.zeros_like(lengths), where=lengths > 0)


def _lengths(vectors: Sequence[SparseVector]) -> npt.NDArray[np.float64]:
    return np.array([np.linalg.norm(vector.values.astype(np.float64)) for vector in vectors], dtype=np.float64)
