"""What is compared: our searches through the index, and the rivals made of the same dense leg and BM25."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.quality.bm25 import BM25
from hybrid_search import HybridIndex
from hybrid_search.eval import Run, run_of
from hybrid_search.fusion import RRF, Fusion, TheoreticalMinMax, Weighted
from hybrid_search.types import Leg, SearchResults

CANDIDATES = 100

SPARSE, DENSE, HYBRID, HYBRID_RRF = "sparse", "dense", "hybrid", "hybrid by RRF(60)"
LEXICAL, RIVAL_RRF, RIVAL_TMM = "BM25", "RRF(60) of dense, BM25", "TMM of dense, BM25"

PAIRS = ((SPARSE, LEXICAL), (HYBRID, RIVAL_RRF), (HYBRID, RIVAL_TMM), (HYBRID, DENSE), (HYBRID, SPARSE))
"""Ours, and what it is held against."""


def runs(index: HybridIndex, queries: Mapping[str, str], bm25: BM25) -> dict[str, Run]:
    """Each search by its name, over the same queries."""
    sparse, dense, hybrid = our_results(index, queries)
    texts = list(queries.values())
    by_rrf = index.search_many(texts, k=CANDIDATES, candidates=CANDIDATES, fusion=RRF(60))
    dense_legs = [Leg.ranked("dense", [(hit.id, hit.score) for hit in found], "cosine") for found in dense]
    lexical = [bm25.leg(text, CANDIDATES) for text in texts]
    pairs = list(zip(dense_legs, lexical, strict=True))
    tmm = Weighted({"dense": 0.5, "bm25": 0.5}, TheoreticalMinMax())
    return {
        SPARSE: _run(queries, sparse),
        DENSE: _run(queries, dense),
        HYBRID: _run(queries, hybrid),
        HYBRID_RRF: _run(queries, by_rrf),
        LEXICAL: _ranked(queries, [leg.ids for leg in lexical]),
        RIVAL_RRF: _ranked(queries, _fused(RRF(60), pairs)),
        RIVAL_TMM: _ranked(queries, _fused(tmm, pairs)),
    }


def our_runs(index: HybridIndex, queries: Mapping[str, str]) -> dict[str, Run]:
    """The legs and the default hybrid alone."""
    names = (SPARSE, DENSE, HYBRID)
    return {name: _run(queries, found) for name, found in zip(names, our_results(index, queries), strict=True)}


def our_results(
    index: HybridIndex, queries: Mapping[str, str]
) -> tuple[list[SearchResults], list[SearchResults], list[SearchResults]]:
    """Of the sparse leg, of the dense leg, and of both under the encoder's recommended fusion."""
    texts = list(queries.values())
    return (
        index.search_many(texts, k=CANDIDATES, candidates=CANDIDATES, legs="sparse"),
        index.search_many(texts, k=CANDIDATES, candidates=CANDIDATES, legs="dense"),
        index.search_many(texts, k=CANDIDATES, candidates=CANDIDATES),
    )


def _run(queries: Mapping[str, str], results: Sequence[SearchResults]) -> Run:
    return run_of(dict(zip(queries, results, strict=True)))


def _ranked(queries: Mapping[str, str], rankings: Sequence[Sequence[str]]) -> Run:
    return {
        query: {id: 1 / rank for rank, id in enumerate(ids, 1)} for query, ids in zip(queries, rankings, strict=True)
    }


def _fused(fusion: Fusion, pairs: Sequence[Sequence[Leg]]) -> list[tuple[str, ...]]:
    return [fusion.fuse(legs).ids for legs in pairs]
