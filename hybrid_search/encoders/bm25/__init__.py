"""BM25 as sparse vectors."""

from hybrid_search.encoders.bm25.encoder import BM25Encoder
from hybrid_search.encoders.bm25.statistics import BM25Statistics

__all__ = ["BM25Encoder", "BM25Statistics"]
