"""The contracts of a reranker: new scores for the first stage's hits, from their texts or from their vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from hybrid_search.types import DenseVector, Hit


@runtime_checkable
class Reranker(Protocol):
    """Scores (query, text) pairs more carefully than a first stage can afford."""

    @property
    def score_kind(self) -> str:
        """What its scores are, such as "cross-encoder" or "cosine"."""
        ...

    def score(self, query: str, hits: Sequence[Hit]) -> Sequence[float]:
        """A score for each hit, in their order; higher is better, all finite.

        Args:
            query: The query text.
            hits: The first stage's hits, best first, with texts and metadata; of a foreign index, texts may be empty.
        """
        ...


@runtime_checkable
class VectorReranker(Protocol):
    """Scores the stored dense vectors of the hits, which the index fetches together with their texts."""

    @property
    def score_kind(self) -> str:
        """What its scores are, such as "cosine"."""
        ...

    def score_vectors(self, query: DenseVector, documents: DenseVector) -> Sequence[float]:
        """A score for each row of *documents*, in their order; higher is better, all finite.

        Args:
            query: float32[dims] at unit length.
            documents: float32[n, dims] at unit length, in the order of the first stage's hits, best first.
        """
        ...
