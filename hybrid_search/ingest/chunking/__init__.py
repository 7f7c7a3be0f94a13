"""Chunking: a document to chunks, on sentence borders."""

from hybrid_search.ingest.chunking.sentence_chunker import SentenceChunker
from hybrid_search.ingest.chunking.wordpiece_count import WordpieceCount

__all__ = ["SentenceChunker", "WordpieceCount"]
