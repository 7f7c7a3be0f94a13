"""The contract of a reranker: new scores for the first stage's hits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from hybrid_search.types import Hit


@runtime_checkable
class Reranker(Protocol):
    """Scores (query, text) pairs more carefully than a first stage can afford."""

    @property
    def score_kind(self) -> str:
        """What its scores are: "cross-encoder", "cosine", …"""
        ...

    def score(self, query: str, hits: Sequence[Hit]) -> Sequence[float]:
        """A score for each hit, in their order; higher is better, all finite.

        Args:
            query: The query text.
            hits: The first stage's hits, best first, with texts and metadata.
        """
        ...
