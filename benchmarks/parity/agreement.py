"""How near two runs of the same search are."""

from __future__ import annotations

from collections.abc import Mapping

from hybrid_search.types import SearchResults

Found = Mapping[str, SearchResults]
"""Query id to its results."""


def same_order(found: Found, reference: Found, k: int) -> float:
    """The share of queries whose first *k* hits are the same in the same order."""
    return sum(found[query].ids[:k] == hits.ids[:k] for query, hits in reference.items()) / len(reference)


def recall(found: Found, reference: Found) -> float:
    """The share of the reference's hits that were found too, the mean over the queries that have any; 1 if none has."""
    shares = [len({*hits.ids} & {*found[query].ids}) / len(hits) for query, hits in reference.items() if len(hits) > 0]
    return sum(shares) / len(shares) if shares else 1.0
