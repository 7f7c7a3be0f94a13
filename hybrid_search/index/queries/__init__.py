"""Encoding queries for many callers at once: those that wait are encoded together, and what was encoded is kept."""

from hybrid_search.index.queries.queries import Queries
from hybrid_search.index.queries.query_encoding import EACH_ALONE, QueryEncoding

__all__ = ["EACH_ALONE", "Queries", "QueryEncoding"]
