"""A run: for each query, what was retrieved, in order."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from hybrid_search.errors import InvalidInput
from hybrid_search.types import SearchResults, shorten

Qrels = Mapping[str, Mapping[str, int]]
"""Query id to (document id to grade)."""

Run = Mapping[str, Mapping[str, float]]
"""Query id to (document id to score); higher is better."""


def run_of(results: Mapping[str, SearchResults]) -> Run:
    """The run of search results by query id.

    The score of rank r is 1/r: measures sort by score and break ties their own way; the results are in order already.
    """
    return {query: ranking(found) for query, found in results.items()}


def ranking(found: SearchResults) -> dict[str, float]:
    """One query of :func:`run_of`."""
    return {hit.id: 1 / hit.rank for hit in found}


def check_run(name: str, run: Run, queries: Collection[str]) -> None:
    """Check a run from elsewhere against the judged queries it is to be measured on.

    Raises:
        InvalidInput: naming the run, if it has none of the queries, or a score that is not finite.
    """
    if not any(query in run for query in queries):
        there = ", ".join(repr(shorten(query)) for query in list(run)[:3]) or "nothing"
        wanted = ", ".join(repr(shorten(query)) for query in list(queries)[:3])
        raise InvalidInput(
            f"run {shorten(name)!r} has none of the {len(queries):,} judged queries, such as {wanted}: it has {there}; "
            "check that it is of this dataset, and that both use the same ids"
        )
    for query, found in run.items():
        for document, score in found.items():
            if not math.isfinite(score):
                raise InvalidInput(
                    f"run {shorten(name)!r}, query {query!r}, document {document!r}: the score {score!r} is not "
                    "finite, so the document cannot be ranked; leave it out"
                )
