"""Search: encode, adapt, legs, fuse, fetch, rerank, and explain."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from hybrid_search._tracing import span
from hybrid_search.connectors.base import Candidate, LegQuery, Row
from hybrid_search.connectors.steps import Compute, Operation
from hybrid_search.encoders import Encoded
from hybrid_search.encoders.statistics import adaptive
from hybrid_search.filters import matches
from hybrid_search.fusion import Fused
from hybrid_search.index.checked import checked
from hybrid_search.index.core import Core
from hybrid_search.index.explain import explain_hits
from hybrid_search.index.grouping import grouped, grouped_kind
from hybrid_search.index.leg_spans import leg_spans
from hybrid_search.index.lifecycle import require
from hybrid_search.index.request import MAX_CANDIDATES, Request
from hybrid_search.index.rerank import rerank
from hybrid_search.index.statistics.adapt import adapted
from hybrid_search.rerank import AnyReranker
from hybrid_search.types import (
    DenseVector,
    Hit,
    Leg,
    LegName,
    LegScore,
    Native,
    SearchResults,
    SparseVector,
    shorten,
    unit_rows,
)

_LEGS_PER_ROUND_TRIP = 64
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Ranking:
    """One query on its way: its vectors, its legs, and what they were fused to.

    Attributes:
        encoded: The sparse vector as the encoder made it.
        dense: The dense vector.
        sparse: The sparse vector that is searched with, adapted to the collection.
        formula: What the backend itself computed; empty if this library fused.
        vectors: The stored dense vectors of the hits, for a reranker that scores them.
    """

    query: str
    encoded: SparseVector | None
    dense: DenseVector | None
    sparse: SparseVector | None = field(init=False)
    legs: tuple[Leg, ...] = ()
    fused: Fused = field(default_factory=lambda: Fused((), (), {}))
    formula: str = ""
    hits: tuple[Hit, ...] = ()
    vectors: dict[str, DenseVector] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sparse = self.encoded

    def vector(self, leg: LegName) -> SparseVector | DenseVector:
        """What the leg is searched with."""
        vector = self.sparse if leg == "sparse" else self.dense
        assert vector is not None  # the request was checked against what the encoder makes
        return vector


class _Stopwatch:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._started = self._last = time.perf_counter()

    def stop(self, stage: str) -> None:
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self.seconds["total"] = now - self._started
        self._last = now


def search(core: Core, queries: Sequence[str], request: Request) -> Operation[list[SearchResults]]:
    """One result list a query; all of them share one encoding, and their legs travel together."""
    asked = span("search", core.connector, queries=len(queries), k=request.k, candidates=request.candidates)
    with asked as current:
        results = yield from _search(core, queries, request)
        current.set(found=sum(map(len, results)))
    if results and _log.isEnabledFor(logging.DEBUG):
        _log.debug("%s: seconds for %d queries: %s", core.connector.url, len(queries), dict(results[0].seconds))
    return results


def _search(core: Core, queries: Sequence[str], request: Request) -> Operation[list[SearchResults]]:
    watch = _Stopwatch()
    yield from require(core)
    if not queries:
        return []
    with span("encode", input="queries", texts=len(queries)) as current:
        encoded = yield from core.queries.encode(core.encoder, queries)
        rankings = _rankings(queries, *_query_vectors(core, request, encoded, queries))
        current.set(truncated=encoded.truncation.texts)
    watch.stop("encode")
    if adaptive(core.encoder) is not None:
        with span("adapt"):
            yield from _adapt(core, rankings)
        watch.stop("adapt")
    if isinstance(request.fusion, Native):
        yield from _rank_natively(core, request, request.fusion, rankings)
        watch.stop("native")
    else:
        yield from _rank(core, request, rankings, watch)
    yield from _fetch(core, request, rankings)
    yield from require(core)  # another thread may have lost the generation, and the calls gone to the next one
    watch.stop("fetch")
    if request.reranker is not None:
        for ranking in rankings:
            ranking.hits = yield Compute(partial(_rerank, request.reranker, ranking, request.k))
        watch.stop("rerank")
    if request.explain:
        with span("explain", core.connector):
            for ranking in rankings:
                ranking.hits = yield from explain_hits(
                    core, ranking.hits, ranking.query, ranking.sparse, ranking.encoded
                )
        watch.stop("explain")
    return [
        SearchResults(
            hits=ranking.hits,
            query=ranking.query,
            fusion=ranking.formula or (None if request.fusion is None else str(request.fusion)),
            seconds=watch.seconds,
            candidates={leg.name: len(leg) for leg in ranking.legs},
            truncation=encoded.truncation,
        )
        for ranking in rankings
    ]


def _query_vectors(
    core: Core, request: Request, encoded: Encoded, queries: Sequence[str]
) -> tuple[Sequence[SparseVector] | None, DenseVector | None]:
    wanted: set[LegName] = {*request.legs}
    if request.explain and core.encoder.has_sparse:
        wanted.add("sparse")  # a dense search is explained by the tokens too
    if request.vectors:
        wanted.add("dense")
    sparse, dense = checked(core.encoder, encoded, wanted, len(queries), "query")
    if dense is not None:
        dense = unit_rows(dense, dense.shape[1], "query", [repr(shorten(query)) for query in queries])
    return sparse, dense


def _rankings(
    queries: Sequence[str], sparse: Sequence[SparseVector] | None, dense: DenseVector | None
) -> list[_Ranking]:
    return [
        _Ranking(query, None if sparse is None else sparse[place], None if dense is None else dense[place])
        for place, query in enumerate(queries)
    ]


def _adapt(core: Core, rankings: Sequence[_Ranking]) -> Operation[None]:
    encoded = [ranking.encoded for ranking in rankings if ranking.encoded is not None]
    if encoded:
        searched = yield from adapted(core, encoded)
        for ranking, vector in zip(rankings, searched, strict=True):
            ranking.sparse = vector


def _rank(core: Core, request: Request, rankings: Sequence[_Ranking], watch: _Stopwatch) -> Operation[None]:
    """Fill legs and fused list; with ``group``, ask for more candidates until k documents are found or legs end."""
    limit, pending, fusion = request.candidates, list(rankings), request.fusion
    name, kind = (None, None) if fusion is None else (type(fusion).__name__, fusion.score_kind)
    while pending:
        queries, answers = yield from _retrieve(core, request, pending, limit)
        watch.stop("legs")
        with span("fuse", queries=len(pending), fusion=name, score_kind=kind):
            pending = yield Compute(partial(_fuse_all, request, pending, queries, answers))
        watch.stop("fuse")
        limit = min(limit * 4, MAX_CANDIDATES)


def _rank_natively(core: Core, request: Request, fusion: Native, rankings: Sequence[_Ranking]) -> Operation[None]:
    """Let the backend fuse. Chunks of one document are grouped among the candidates that it was asked for."""
    wanted = request.candidates if request.group else request.wanted
    for ranking in rankings:
        legs = [LegQuery(leg, ranking.vector(leg), request.candidates, request.where) for leg in request.legs]
        kind = fusion.score_kind
        with span("native", core.connector, "search", candidates=request.candidates, score_kind=kind) as current:
            found = yield from core.connector.native(legs, fusion, wanted)
            current.set(found=len(found.candidates))
        ranked = Leg.ranked("native", [one[:2] for one in found.candidates], "dot")  # so ties are ours here too
        ranking.fused, ranking.formula = Fused(ranked.ids, ranked.scores, {}), found.formula
        if request.group:
            parents = {one.id: one.parent for one in found.candidates}
            ranking.fused = grouped(ranking.fused, parents, request.group)


def _retrieve(
    core: Core, request: Request, rankings: Sequence[_Ranking], limit: int
) -> Operation[tuple[list[LegQuery], list[list[Candidate]]]]:
    """The legs of the first query, then of the second, and so on; and the answers to them."""
    queries = [LegQuery(leg, ranking.vector(leg), limit, request.where) for ranking in rankings for leg in request.legs]
    answers: list[list[Candidate]] = []
    with leg_spans(core, request.legs, len(rankings), limit) as spans:
        for start in range(0, len(queries), _LEGS_PER_ROUND_TRIP):
            answers += yield from core.connector.search(queries[start : start + _LEGS_PER_ROUND_TRIP])
        spans.answered(answers)
    return queries, answers


def _fuse_all(
    request: Request, rankings: Sequence[_Ranking], queries: Sequence[LegQuery], answers: Sequence[Sequence[Candidate]]
) -> list[_Ranking]:
    """Rank and fuse; returns those that need more candidates than were asked for."""
    width = len(request.legs)
    unfinished = []
    for place, ranking in enumerate(rankings):
        found = answers[place * width : (place + 1) * width]
        asked = queries[place * width : (place + 1) * width]
        ranking.legs = tuple(
            Leg.ranked(query.leg, [one[:2] for one in candidates], query.kind)
            for query, candidates in zip(asked, found, strict=True)
        )
        _fuse(request, ranking)
        if request.group:
            parents = {one.id: one.parent for candidates in found for one in candidates}
            ranking.fused = grouped(ranking.fused, parents, request.group)
            full = any(query.limit <= len(candidates) for query, candidates in zip(asked, found, strict=True))
            if len(ranking.fused.ids) < request.k and full and asked[0].limit < MAX_CANDIDATES:
                unfinished.append(ranking)
    return unfinished


def _fuse(request: Request, ranking: _Ranking) -> None:
    if request.fusion is not None:
        assert not isinstance(request.fusion, Native)  # the backend fused
        ranking.fused = request.fusion.fuse(ranking.legs)
    else:
        (leg,) = ranking.legs
        ranking.fused = Fused(leg.ids, leg.scores, {})


def _fetch(core: Core, request: Request, rankings: Sequence[_Ranking]) -> Operation[None]:
    wanted = request.wanted
    ids = list(dict.fromkeys(id for ranking in rankings for id in ranking.fused.ids[:wanted]))
    rows: dict[str, Row] = {}
    if ids:
        with span("fetch", core.connector, "fetch", documents=len(ids)) as current:
            rows = yield from core.connector.fetch(ids, vectors=request.vectors)
            current.set(found=len(rows))
    yield Compute(partial(_fill_hits, request, rankings, rows, wanted))


def _fill_hits(request: Request, rankings: Sequence[_Ranking], rows: Mapping[str, Row], wanted: int) -> None:
    # A row can change between the legs and this fetch; what no longer matches must not be shown to this caller.
    if request.where is not None:
        rows = {id: row for id, row in rows.items() if matches(request.where, row.values())}
    for ranking in rankings:
        ranks = [{id: rank for rank, id in enumerate(leg.ids, start=1)} for leg in ranking.legs]
        top = zip(ranking.fused.ids[:wanted], ranking.fused.scores, strict=False)
        found = [(rows[id], score) for id, score in top if id in rows]
        ranking.hits = tuple(
            _hit(request, ranking, row, score, rank, ranks) for rank, (row, score) in enumerate(found, start=1)
        )
        if request.vectors:
            ranking.vectors = {row.id: row.dense for row, _ in found if row.dense is not None}


def _hit(
    request: Request, ranking: _Ranking, row: Row, score: float, rank: int, ranks: Sequence[Mapping[str, int]]
) -> Hit:
    legs = {}
    for leg, places in zip(ranking.legs, ranks, strict=True):
        if (place := places.get(row.id)) is not None:
            added = ranking.fused.added[leg.name][row.id] if request.fusion is not None else None
            legs[leg.name] = LegScore(place, leg.scores[place - 1], leg.kind, added)
    kind = ranking.legs[0].kind if request.fusion is None else request.fusion.score_kind
    kind = grouped_kind(kind, request.group)
    return Hit(row.id, score, kind, row.text, row.metadata, legs, rank, row.parent)


def _rerank(reranker: AnyReranker, ranking: _Ranking, k: int) -> tuple[Hit, ...]:
    return rerank(reranker, ranking.query, ranking.hits, k, vector=ranking.dense, vectors=ranking.vectors)
