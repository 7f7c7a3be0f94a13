"""A reranker made of a function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hybrid_search.rerank.texts import texts_of
from hybrid_search.types import Hit


@dataclass(frozen=True, slots=True)
class FunctionReranker:
    """Calls ``function(query, texts)``, which returns one score a text, higher is better.

    Attributes:
        function: Takes the query and the texts of the hits, best first; of a foreign index, some may be empty.
        score_kind: What its scores are.
    """

    function: Callable[[str, Sequence[str]], Sequence[float]]
    score_kind: str = "custom"

    def score(self, query: str, hits: Sequence[Hit]) -> Sequence[float]:
        """The function's scores, in the order of *hits*.

        Raises:
            InvalidQuery: if none of the hits has a text.
        """
        return self.function(query, texts_of(hits, type(self).__name__))
