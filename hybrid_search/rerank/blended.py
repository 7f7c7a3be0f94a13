"""A reranker whose score is joined with that of the first stage."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hybrid_search.errors import InvalidQuery
from hybrid_search.rerank.base import Reranker, VectorReranker
from hybrid_search.types import shorten


@dataclass(frozen=True, slots=True)
class Blended:
    r"""The convex combination of the first stage's score and the reranker's.

    .. math:: f(d) = w \cdot \phi(s_{first}(d)) + (1 - w) \cdot \phi(s_{rerank}(d))

    :math:`\phi` is min-max over the hits that were reranked: (score - worst) / (best - worst), and 1 where all are
    equal. The index computes it, since only it has both scores, with the fusion ``Weighted`` and the normaliser
    ``MinMax``.

    Source: the interpolation of Akkalyoncu Yilmaz et al., "Cross-Domain Modeling of Sentence-Level Evidence for
    Document Retrieval", EMNLP 2019, who add raw scores; that both are normalised, and over these hits, is ours.

    Attributes:
        reranker: A Reranker, a VectorReranker, or another Blended.
        weight: Of the first stage, from 0 (the reranker alone) to 1 (the first stage's order).

    Raises:
        InvalidQuery: for a weight outside [0, 1], or a reranker that is none.
    """

    reranker: Reranker | VectorReranker | Blended
    weight: float = 0.5

    def __post_init__(self) -> None:
        if isinstance(self.reranker, type) or not isinstance(self.reranker, Reranker | VectorReranker | Blended):
            raise InvalidQuery(
                f"Blended(reranker={shorten(repr(self.reranker))}) is not a reranker object; wrap a function as "
                "FunctionReranker(function)"
            )
        number = isinstance(self.weight, int | float) and not isinstance(self.weight, bool)
        if not number or not math.isfinite(self.weight) or not 0 <= self.weight <= 1:
            raise InvalidQuery(f"Blended(weight={self.weight!r}) must be a number from 0 to 1: the first stage's share")

    @property
    def score_kind(self) -> str:
        """``blended``: from 0 to 1."""
        return "blended"
