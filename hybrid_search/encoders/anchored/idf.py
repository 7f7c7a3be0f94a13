"""Inverse document frequency."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def idf(frequencies: npt.NDArray[np.float64], documents: float) -> npt.NDArray[np.float64]:
    """float64[n]: ln(1 + (N - df + 0.5) / (df + 0.5)), above 0 also where a dimension is in every document.

    Source: BM25Similarity in the Lucene API documentation.

    Args:
        frequencies: df, 0 or above; what exceeds *documents* is taken as that many, since counts are approximate.
        documents: N, 0 or above.
    """
    frequencies = np.minimum(frequencies, documents)
    return np.log1p((documents - frequencies + 0.5) / (frequencies + 0.5))
