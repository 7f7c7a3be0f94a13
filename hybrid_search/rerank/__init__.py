"""Rerankers: a second, more careful scoring of the first stage's hits."""

from hybrid_search.rerank.base import Reranker, VectorReranker
from hybrid_search.rerank.blended import Blended
from hybrid_search.rerank.build import AnyReranker, RerankLike, as_reranker, needs_vectors
from hybrid_search.rerank.cross_encoder import CrossEncoderReranker
from hybrid_search.rerank.dense import DenseReranker
from hybrid_search.rerank.function import FunctionReranker

__all__ = [
    "AnyReranker",
    "Blended",
    "CrossEncoderReranker",
    "DenseReranker",
    "FunctionReranker",
    "RerankLike",
    "Reranker",
    "VectorReranker",
    "as_reranker",
    "needs_vectors",
]
