"""The experiment as this library computes it, with nothing added to what was retrieved.

An exact index in memory, 100 candidates of each leg, reciprocal rank fusion with k = 60 and ranks from 1 where a
passage that is missing in a leg gets nothing from it, ties by id; the first 100 are reranked. nDCG@10 is that of
ir_measures. :mod:`hybrid_search.eval.reproduce.protocol_as_published` says where the published one differs.
"""

from __future__ import annotations

from collections.abc import Mapping

from hybrid_search.eval.comparison.legs import Step
from hybrid_search.eval.measures import per_query
from hybrid_search.eval.reproduce.collection import Collection
from hybrid_search.eval.reproduce.exact_retrieval import DEPTH
from hybrid_search.eval.reproduce.known_vectors import KnownVectors
from hybrid_search.eval.reproduce.pair_scores import PairScores
from hybrid_search.eval.reproduce.published import ROWS, RowName
from hybrid_search.eval.reproduce.vectors import Vectors
from hybrid_search.eval.runs.run import Run, run_of
from hybrid_search.fusion import RRF
from hybrid_search.index import HybridIndex
from hybrid_search.index.request import SearchOptions
from hybrid_search.types import Document

MEASURE = "nDCG@10"


def plain(
    collection: Collection, documents: Vectors, queries: Vectors, pairs: PairScores, step: Step
) -> dict[RowName, Run]:
    """The runs of all six rows; see :func:`~hybrid_search.eval.reproduce.protocol_as_published.as_published`."""
    encoder = KnownVectors(list(collection.documents.values()), documents, list(collection.queries.values()), queries)
    index = HybridIndex.open("memory://reproduce", encoder)
    try:
        index.add(Document(id, text) for id, text in collection.documents.items())
        runs: dict[RowName, Run] = {}
        for done, (row, options) in enumerate(_searches(pairs).items()):
            step("searching", done, len(ROWS))
            found = index.search_many(list(collection.queries.values()), **options)
            runs[row] = run_of(dict(zip(collection.queries, found, strict=True)))
        step("searching", len(ROWS), len(ROWS))
        return runs
    finally:
        index.close()


def values(run: Run, collection: Collection) -> list[float]:
    """nDCG@10 of each query, in the order of the collection."""
    found: Mapping[str, float] = per_query(run, collection.qrels, MEASURE)
    return [found[query] for query in collection.queries]


def _searches(pairs: PairScores) -> dict[RowName, SearchOptions]:
    sparse: SearchOptions = {"k": DEPTH, "candidates": DEPTH, "legs": "sparse"}
    dense: SearchOptions = {**sparse, "legs": "dense"}
    hybrid: SearchOptions = {**sparse, "legs": "both", "fusion": RRF(k=60)}
    return {
        "sparse": sparse,
        "dense": dense,
        "hybrid": hybrid,
        "sparse, reranked": {**sparse, "rerank": pairs, "depth": DEPTH},
        "dense, reranked": {**dense, "rerank": pairs, "depth": DEPTH},
        "hybrid, reranked": {**hybrid, "rerank": pairs, "depth": DEPTH},
    }
