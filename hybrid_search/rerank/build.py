"""From what the caller passes as ``rerank`` to a reranker, and what that one needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hybrid_search.errors import InvalidQuery
from hybrid_search.rerank.base import Reranker, VectorReranker
from hybrid_search.rerank.blended import Blended
from hybrid_search.rerank.function import FunctionReranker
from hybrid_search.types import shorten

AnyReranker = Reranker | VectorReranker | Blended
"""Everything that the index can rerank by."""

RerankLike = AnyReranker | Callable[[str, Sequence[str]], Sequence[float]]


def as_reranker(rerank: RerankLike) -> AnyReranker:
    """The reranker itself, or a function as one.

    Raises:
        InvalidQuery: if it is neither.
    """
    if not isinstance(rerank, type):  # a class has the methods too, and cannot be called like an object of it
        if isinstance(rerank, Reranker | VectorReranker | Blended):
            return rerank
        if callable(rerank):
            return FunctionReranker(rerank)
    raise InvalidQuery(
        f"rerank={shorten(repr(rerank))} is neither a Reranker nor a function of the query and a list of texts"
    )


def needs_vectors(reranker: AnyReranker) -> bool:
    """Whether it scores dense vectors in place of texts."""
    if isinstance(reranker, Blended):
        return needs_vectors(reranker.reranker)
    return isinstance(reranker, VectorReranker)
