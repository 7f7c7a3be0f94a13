"""Reranking: after the fusion, over *depth* hits, and never mixed with what it did not see."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hybrid_search import (
    AsyncHybridIndex,
    Blended,
    CrossEncoderReranker,
    DenseReranker,
    F,
    FunctionReranker,
    HybridIndex,
    SearchResults,
)
from hybrid_search.errors import InvalidQuery
from hybrid_search.rerank import RerankLike
from hybrid_search.types import Hit, RerankScore
from tests.fakes import WordEncoder
from tests.index.conftest import TEXTS, SpyClient, documents


def by_name(query: str, texts: Sequence[str]) -> list[float]:
    """Prefers trains, then cats."""
    return [float(text.count("trains") * 2 + text.count("cats")) for text in texts]


def test_its_scores_decide_the_order(index: HybridIndex) -> None:
    results = index.search("plants", rerank=by_name)
    assert [(hit.id, hit.score) for hit in results] == [("d", 2.0), ("b", 1.0), ("c", 1.0), ("a", 0.0)]
    assert {hit.score_kind for hit in results} == {"custom"}
    assert [hit.rank for hit in results] == [1, 2, 3, 4]


def test_a_hit_remembers_its_first_rank_and_score(index: HybridIndex) -> None:
    first = index.search("plants", rerank=by_name)[0]
    assert first.rerank == RerankScore(rank_before=4, score_before=1 / 64, kind_before="rrf")
    assert first.legs["dense"].rank == 4


def test_it_sees_the_query_and_the_texts_best_first(index: HybridIndex) -> None:
    seen: list[Any] = []

    def note(query: str, texts: Sequence[str]) -> list[float]:
        seen.append((query, list(texts)))
        return [0.0] * len(texts)

    index.search("plants", rerank=note)
    assert seen == [("plants", [TEXTS[id] for id in "abcd"])]


def test_it_sees_depth_hits_and_none_below_comes_back(index: HybridIndex) -> None:
    seen: list[int] = []

    def note(query: str, texts: Sequence[str]) -> list[float]:
        seen.append(len(texts))
        return by_name(query, texts)

    results = index.search("plants", k=2, depth=3, rerank=note)
    assert seen == [3]
    assert results.ids == ("b", "c")  # d would be the best, and is the fourth


def test_it_sees_more_than_k_by_default(index: HybridIndex) -> None:
    assert index.search("plants", k=1, rerank=by_name).ids == ("d",)


def test_it_sees_only_what_the_filter_lets_through(empty: HybridIndex) -> None:
    empty.add(documents(a={"n": 1}, d={"n": 1}))
    assert empty.search("plants", rerank=by_name, where=F.n == 1).ids == ("d", "a")


def test_without_hits_it_is_not_called(index: HybridIndex) -> None:
    def never(query: str, texts: Sequence[str]) -> list[float]:
        raise AssertionError

    assert index.search("plants", rerank=never, where={"absent": 1}).hits == ()


def test_an_object_with_a_kind_names_its_scores(index: HybridIndex) -> None:
    class ById:
        score_kind = "by id"

        def score(self, query: str, hits: Sequence[Hit]) -> Sequence[float]:
            return [float(ord(hit.id)) for hit in hits]

    results = index.search("plants", rerank=ById(), k=2)
    assert results.ids == ("d", "c")
    assert results[0].score_kind == "by id"


def test_a_single_leg_can_be_reranked_too(index: HybridIndex) -> None:
    results = index.search("plants", legs="sparse", rerank=by_name)
    assert results.ids == ("b", "a")
    assert results[0].rerank == RerankScore(1, 4.0, "dot")


def test_numpy_scores_are_fine(index: HybridIndex) -> None:
    rerank: Any = lambda query, texts: np.array(by_name(query, texts), dtype=np.float32)  # noqa: E731  # one line says it
    assert index.search("plants", rerank=rerank).ids == ("d", "b", "c", "a")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ([1.0], "the reranker FunctionReranker returned 1 scores for 4 hits; it must return one for each"),
        ([], "returned 0 scores for 4 hits"),
        ([1.0] * 5, "returned 5 scores for 4 hits"),
        ([1.0, float("nan"), 0, 0], "returned NaN or infinity; every score must be finite"),
        ([1.0, float("inf"), 0, 0], "returned NaN or infinity"),
        (None, "returned None; it must return a list of numbers"),
        (0.5, "returned 0.5; it must return a list of numbers"),
        (["high", "low", "low", "low"], "it must return a list of numbers"),
    ],
)
def test_scores_that_are_none_are_refused(index: HybridIndex, answer: Any, message: str) -> None:
    with pytest.raises(InvalidQuery, match=message):
        index.search("plants", rerank=lambda query, texts: answer)


def test_an_error_of_the_function_reaches_the_caller_as_it_is(index: HybridIndex) -> None:
    def fail(query: str, texts: Sequence[str]) -> list[float]:
        raise KeyError("model")

    with pytest.raises(KeyError, match="model"):
        index.search("plants", rerank=FunctionReranker(fail))


def test_ties_are_broken_by_id(index: HybridIndex) -> None:
    assert index.search("trains", rerank=lambda query, texts: [0.5] * len(texts)).ids == ("a", "b", "c", "d")


def test_scores_that_agree_in_six_digits_are_ties(index: HybridIndex) -> None:
    def nearly(query: str, texts: Sequence[str]) -> list[float]:
        return [0.5 + 1e-9 * n for n in range(len(texts))]

    assert index.search("plants", rerank=nearly).ids == ("a", "b", "c", "d")


@pytest.mark.parametrize("reranker", [by_name, DenseReranker(), Blended(DenseReranker())])
def test_without_waiting_the_order_is_the_same(index: HybridIndex, client: SpyClient, reranker: RerankLike) -> None:
    async def search() -> SearchResults:
        async with await AsyncHybridIndex.open("memory://notes", WordEncoder(), client=client) as other:
            return await other.search("plants", rerank=reranker)

    assert asyncio.run(search()).hits == index.search("plants", rerank=reranker).hits


def test_the_event_loop_does_not_wait_for_the_reranker(client: SpyClient, index: HybridIndex) -> None:
    threads: list[int] = []

    def note(query: str, texts: Sequence[str]) -> list[float]:
        threads.append(threading.get_ident())
        return [0.0] * len(texts)

    async def search() -> int:
        async with await AsyncHybridIndex.open("memory://notes", WordEncoder(), client=client) as other:
            await other.search("plants", rerank=note)
        return threading.get_ident()

    assert asyncio.run(search()) not in threads


def test_a_cross_encoder_orders_the_hits_by_what_it_says_of_each(index: HybridIndex, cross_encoder: Path) -> None:
    reranker = CrossEncoderReranker(cross_encoder, device="cpu")
    results = index.search("plants", k=2, rerank=reranker)
    hits = index.search("plants").hits
    best = sorted(zip(reranker.score("plants", hits), hits, strict=True), key=lambda one: -one[0])[:2]
    assert [(hit.score, hit.id) for hit in results] == [(score, hit.id) for score, hit in best]
    assert {hit.score_kind for hit in results} == {"cross-encoder"}
