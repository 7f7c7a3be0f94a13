"""The rerank stage: the first stage's hits in the order of better scores."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hybrid_search._tracing import span
from hybrid_search.errors import InvalidQuery
from hybrid_search.fusion import MinMax, Weighted
from hybrid_search.rerank import AnyReranker, Blended, VectorReranker
from hybrid_search.types import DenseVector, Hit, Leg, RerankScore, shorten, unit_rows


def rerank(
    reranker: AnyReranker,
    query: str,
    hits: Sequence[Hit],
    k: int,
    *,
    vector: DenseVector | None = None,
    vectors: Mapping[str, DenseVector] | None = None,
) -> tuple[Hit, ...]:
    """The *k* best of *hits* by the reranker's score to 6 significant digits, ties by id.

    Args:
        reranker: Not called if there are no hits.
        query: The query text.
        hits: What the first stage found, best first; each keeps its rank and score there.
        k: Hits wanted.
        vector: float32[dims] at unit length, the query's; needed by a VectorReranker.
        vectors: Id to float32[dims], the stored vectors; needed by a VectorReranker.

    Raises:
        InvalidQuery: naming the reranker, if it returns anything but one finite number for each hit, or needs what
            the hits do not have.
        InvalidVector: for a stored vector that is not one, or has no direction.
    """
    if not hits:
        return ()
    name, kind = type(reranker).__name__, reranker.score_kind
    with span("rerank", reranker=name, score_kind=kind, documents=len(hits), k=k):
        scores = _scores(reranker, query, hits, vector, vectors or {})
    by_id = {hit.id: score for hit, score in zip(hits, scores, strict=True)}
    before = {hit.id: hit for hit in hits}
    return tuple(
        replace(
            before[id],
            score=by_id[id],
            score_kind=reranker.score_kind,
            rank=rank,
            rerank=RerankScore(before[id].rank, before[id].score, before[id].score_kind),
        )
        for rank, id in enumerate(_leg("rerank", hits, scores).ids[:k], start=1)
    )


def _scores(
    reranker: AnyReranker,
    query: str,
    hits: Sequence[Hit],
    vector: DenseVector | None,
    vectors: Mapping[str, DenseVector],
) -> list[float]:
    if isinstance(reranker, Blended):
        return _blend(reranker.weight, hits, _scores(reranker.reranker, query, hits, vector, vectors))
    name = f"the reranker {type(reranker).__name__}"
    if isinstance(reranker, VectorReranker):
        assert vector is not None  # the request was checked against what the encoder makes
        answer: object = reranker.score_vectors(vector, _rows(hits, vectors, len(vector), name))
    else:
        answer = reranker.score(query, hits)
    return _checked_scores(answer, name, len(hits))


def _rows(hits: Sequence[Hit], vectors: Mapping[str, DenseVector], dims: int, name: str) -> DenseVector:
    """Brought to unit length once more: a foreign index holds what its owner wrote."""
    ids = [hit.id for hit in hits]
    missing = [id for id in ids if id not in vectors]
    if missing:
        raise InvalidQuery(
            f"{name} needs the stored dense vector of every hit, and {len(missing)} of {len(ids)} have none, "
            f"for instance {shorten(missing[0])!r}; leave them out by a filter, or rerank by texts"
        )
    return unit_rows([vectors[id] for id in ids], dims, "document", [repr(shorten(id)) for id in ids])


def _blend(weight: float, hits: Sequence[Hit], scores: Sequence[float]) -> list[float]:
    fusion = Weighted({"first": weight, "rerank": 1 - weight}, normalizer=MinMax())
    fused = fusion.fuse([_leg("first", hits, [hit.score for hit in hits]), _leg("rerank", hits, scores)])
    blended = dict(zip(fused.ids, fused.scores, strict=True))
    return [blended[hit.id] for hit in hits]


def _leg(name: str, hits: Sequence[Hit], scores: Sequence[float]) -> Leg:
    return Leg.ranked(name, zip((hit.id for hit in hits), scores, strict=True), "dot")


def _checked_scores(answer: object, name: str, hits: int) -> list[float]:
    try:
        scores = [float(score) for score in answer]  # type: ignore[attr-defined]  # a function may return anything
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidQuery(f"{name} returned {shorten(repr(answer))}; it must return a list of numbers") from error
    if len(scores) != hits:
        raise InvalidQuery(f"{name} returned {len(scores)} scores for {hits} hits; it must return one for each")
    if not all(map(math.isfinite, scores)):
        raise InvalidQuery(f"{name} returned NaN or infinity; every score must be finite")
    return scores
