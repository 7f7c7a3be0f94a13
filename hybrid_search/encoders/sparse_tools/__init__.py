"""Looking at sparse vectors: similarity, sparsity, memory, tokens. NumPy only."""

from hybrid_search.encoders.sparse_tools.decoding import TokenWeight, top_tokens
from hybrid_search.encoders.sparse_tools.intersection import intersection
from hybrid_search.encoders.sparse_tools.memory import EmbeddingBytes, embedding_bytes
from hybrid_search.encoders.sparse_tools.similarity import cosine_similarity, similarity
from hybrid_search.encoders.sparse_tools.sparsity import Sparsity, sparsity

__all__ = [
    "EmbeddingBytes",
    "Sparsity",
    "TokenWeight",
    "cosine_similarity",
    "embedding_bytes",
    "intersection",
    "similarity",
    "sparsity",
    "top_tokens",
]
