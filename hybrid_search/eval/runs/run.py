"""A run: for each query, what was retrieved, in order."""

from __future__ import annotations

from collections.abc import Mapping

from hybrid_search.types import SearchResults

Qrels = Mapping[str, Mapping[str, int]]
"""Query id to (document id to grade)."""

Run = Mapping[str, Mapping[str, float]]
"""Query id to (document id to score); higher is better."""


def run_of(results: Mapping[str, SearchResults]) -> Run:
    """The run of search results by query id.

    The score of rank r is 1/r: measures sort by score and break ties their own way; the results are in order already.
    """
    return {query: {hit.id: 1 / hit.rank for hit in found} for query, found in results.items()}
