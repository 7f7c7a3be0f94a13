"""Exact words as sparse dimensions: what a learned vocabulary cuts into pieces or has never seen."""

from hybrid_search.encoders.exact_words.hashing import FIRST_EXACT
from hybrid_search.encoders.exact_words.words import Counts, ExactWords

__all__ = ["FIRST_EXACT", "Counts", "ExactWords"]
