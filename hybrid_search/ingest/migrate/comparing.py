"""Asking both generations the same queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import InvalidInput
from hybrid_search.index.request import check_queries, check_request
from hybrid_search.index.search import search
from hybrid_search.ingest.migrate.agreement import Agreement, Latency, QueryAgreement
from hybrid_search.ingest.migrate.sides import Sides
from hybrid_search.types import SearchResults

TellQuery = Callable[[int, int], None]
"""Called before each query with how many are done, and of how many, and at the end."""


def compare(sides: Sides, queries: Sequence[str], k: int, tell: TellQuery | None) -> Operation[Agreement]:
    """Search both, one query at a time, each with the fusion that its encoder recommends.

    Raises:
        InvalidInput: without queries, or without the encoder of the live generation.
        InvalidQuery: for a query that is empty, and a *k* out of range.
        IndexNotFound: if nothing is built yet.
    """
    texts = list(dict.fromkeys(check_queries(queries)))
    if not texts:
        raise InvalidInput("compare takes at least one query; pass the texts of some")
    cores = [(yield from sides.live()), (yield from sides.built())]
    requests = [(core, check_request(core, k=k)) for core in cores]
    for core, request in requests:
        yield from search(core, texts[:1], request)  # what a first search loads is no latency
    found: list[QueryAgreement] = []
    seconds: tuple[list[float], list[float]] = ([], [])
    for done, text in enumerate(texts):
        if tell is not None:
            tell(done, len(texts))
        ids = []
        for (core, request), spent in zip(requests, seconds, strict=True):
            results: SearchResults = (yield from search(core, [text], request))[0]
            spent.append(results.seconds["total"])
            ids.append(results.ids)
        found.append(QueryAgreement.of(text, *ids))
    if tell is not None:
        tell(len(texts), len(texts))
    return Agreement(k, tuple(found), *map(Latency.of, seconds))
