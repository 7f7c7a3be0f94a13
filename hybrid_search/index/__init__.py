"""The index: the query API, and the only place where encoders, connectors, fusion and rerankers meet."""

from hybrid_search.index.async_hybrid_index import AsyncHybridIndex
from hybrid_search.index.finding import Finding
from hybrid_search.index.generations import Generation
from hybrid_search.index.hybrid_index import HybridIndex
from hybrid_search.index.read import IndexStats
from hybrid_search.index.statistics.recount import RecountReport

__all__ = ["AsyncHybridIndex", "Finding", "Generation", "HybridIndex", "IndexStats", "RecountReport"]
