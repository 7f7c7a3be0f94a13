"""A reranker made of a function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hybrid_search.types import Hit


@dataclass(frozen=True, slots=True)
class FunctionReranker:
    """Calls ``function(query, texts)``, which returns one score a text, higher is better.

    Attributes:
        function: Takes the query and the texts of the hits, best first.
        score_kind: What its scores are.
    """

    function: Callable[[str, Sequence[str]], Sequence[float]]
    score_kind: str = "custom"

    def score(self, query: str, hits: Sequence[Hit]) -> Sequence[float]:
        """The function's scores, in the order of *hits*."""
        return self.function(query, [hit.text for hit in hits])
