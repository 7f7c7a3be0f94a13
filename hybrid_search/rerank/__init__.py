"""Rerankers: a second, more careful scoring of the first stage's hits."""

from hybrid_search.rerank.base import Reranker
from hybrid_search.rerank.function import FunctionReranker

__all__ = ["FunctionReranker", "Reranker"]
