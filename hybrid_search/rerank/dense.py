"""Two-stage retrieval: another leg retrieves, the dense vectors rerank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hybrid_search.types import DenseVector


@dataclass(frozen=True, slots=True)
class DenseReranker:
    """The cosine of the query's dense vector with the stored one of each hit; no text is encoded a second time.

    ``index.search(query, legs="sparse", rerank=DenseReranker())`` is retrieval by inverted index and ranking by dense
    vectors. The order is that of the dense leg among the hits that the first stage found. The index needs an encoder
    that makes dense vectors.
    """

    @property
    def score_kind(self) -> str:
        """``cosine``."""
        return "cosine"

    def score_vectors(self, query: DenseVector, documents: DenseVector) -> Sequence[float]:
        """Cosines in [-1, 1], up to rounding.

        Args:
            query: float32[dims] at unit length.
            documents: float32[n, dims] at unit length.
        """
        scores: list[float] = (documents.astype(np.float64) @ query.astype(np.float64)).tolist()
        return scores
