"""Models of the sentence-transformers library as an encoder; torch is imported when one is made, not before."""

from hybrid_search.encoders.sentence_transformers.encoder import SentenceTransformersEncoder

__all__ = ["SentenceTransformersEncoder"]
