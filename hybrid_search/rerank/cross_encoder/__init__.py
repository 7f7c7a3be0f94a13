"""Cross-encoders of the library sentence-transformers; torch is imported when one is loaded, not before."""

from hybrid_search.rerank.cross_encoder.loading import Activation
from hybrid_search.rerank.cross_encoder.reranker import CrossEncoderReranker

__all__ = ["Activation", "CrossEncoderReranker"]
