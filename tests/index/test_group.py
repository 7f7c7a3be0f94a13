"""group_by="document": k counts documents, where the rows are chunks of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from hybrid_search import RRF, AsyncHybridIndex, HybridIndex
from hybrid_search.rerank import Blended, FunctionReranker
from hybrid_search.types import RerankScore, SearchResults
from tests.fakes import WordEncoder, row
from tests.index.conftest import SpyClient


@pytest.fixture
def chunked(client: SpyClient) -> HybridIndex:
    """Document p with six chunks that all score higher than the only ones of q, r and s."""
    index = HybridIndex.open("memory://notes", WordEncoder(dense=False), create=True, client=client)
    rows = [row(f"p#{n}", parent="p", ordinal=n, sparse={0: 10.0 + n}, dense=()) for n in range(6)]
    rows += [row(f"{id}#0", parent=id, sparse={0: 10.0 - n}, dense=()) for n, id in enumerate("qrs", start=1)]
    assert client.upsert(rows).written == 9
    return index


def test_without_it_k_counts_chunks(chunked: HybridIndex) -> None:
    assert chunked.search("plants", k=3).ids == ("p#5", "p#4", "p#3")


def test_with_it_each_document_comes_once_with_its_best_chunk(chunked: HybridIndex) -> None:
    results = chunked.search("plants", k=3, group_by="document")
    assert [(hit.parent, hit.id) for hit in results] == [("p", "p#5"), ("q", "q#0"), ("r", "r#0")]
    assert [hit.rank for hit in results] == [1, 2, 3]


def test_more_candidates_are_asked_for_until_there_are_k_documents(chunked: HybridIndex, client: SpyClient) -> None:
    results = chunked.search("plants", k=3, candidates=3, group_by="document")
    assert [hit.parent for hit in results] == ["p", "q", "r"]
    assert [[leg.limit for leg in legs] for legs in client.searches] == [[3], [12]]


def test_it_ends_when_the_legs_are_exhausted(chunked: HybridIndex, client: SpyClient) -> None:
    results = chunked.search("plants", k=8, candidates=8, group_by="document")
    assert [hit.parent for hit in results] == ["p", "q", "r", "s"]
    assert [[leg.limit for leg in legs] for legs in client.searches] == [[8], [32]]


def test_only_the_queries_that_need_it_are_asked_again(chunked: HybridIndex, client: SpyClient) -> None:
    many, none = chunked.search_many(["plants", "trains"], k=3, candidates=3, group_by="document")
    assert [hit.parent for hit in many] == ["p", "q", "r"]
    assert none.hits == ()
    assert [len(legs) for legs in client.searches] == [2, 1]


def test_the_reranker_sees_one_chunk_of_each_document(chunked: HybridIndex) -> None:
    seen: list[int] = []

    def last_first(query: str, texts: Sequence[str]) -> Sequence[float]:
        seen.append(len(texts))
        return range(len(texts))

    results = chunked.search("plants", k=2, group_by="document", rerank=last_first)
    assert seen == [4]
    assert [hit.parent for hit in results] == ["s", "r"]


def test_documents_that_were_not_chunked_are_their_own(index: HybridIndex) -> None:
    assert index.search("plants", group_by="document").hits == index.search("plants").hits


class TestSum:
    """With the query weight 2 the chunks of p score 20, 22, …, 30, and those of q, r and s 18, 16 and 14."""

    def test_adds_up_the_scores_of_a_documents_chunks(self, chunked: HybridIndex) -> None:
        results = chunked.search("plants", k=3, group_by="document", group_score="sum")
        assert [(hit.id, hit.score) for hit in results] == [
            ("p#5", 20 + 22 + 24 + 26 + 28 + 30),
            ("q#0", 18),
            ("r#0", 16),
        ]
        assert [hit.score_kind for hit in results] == ["sum-dot"] * 3

    def test_many_passages_may_beat_the_best_one(self, client: SpyClient) -> None:
        index = HybridIndex.open("memory://notes", WordEncoder(dense=False), create=True, client=client)
        client.upsert([row("best#0", parent="best", sparse={0: 5.0}, dense=())])
        client.upsert([row(f"many#{n}", parent="many", ordinal=n, sparse={0: 2.0 + n}, dense=()) for n in range(2)])
        by = {how: index.search("plants", group_by="document", group_score=how) for how in ("best", "sum")}
        assert [(hit.id, hit.score) for hit in by["best"]] == [("best#0", 10), ("many#1", 6)]
        assert [(hit.id, hit.score) for hit in by["sum"]] == [("best#0", 10), ("many#1", 10)]  # a tie: by id
        client.upsert([row("many#2", parent="many", ordinal=2, sparse={0: 0.5}, dense=())])
        assert index.search("plants", group_by="document", group_score="sum").ids == ("many#1", "best#0")

    def test_only_the_candidates_count(self, chunked: HybridIndex) -> None:
        (hit,) = chunked.search("plants", k=1, candidates=2, group_by="document", group_score="sum")
        assert (hit.id, hit.score) == ("p#5", 30 + 28)

    def test_after_more_candidates_were_asked_for_they_count_too(self, chunked: HybridIndex) -> None:
        results = chunked.search("plants", k=2, candidates=2, group_by="document", group_score="sum")
        assert [(hit.parent, hit.score) for hit in results] == [("p", 150), ("q", 18)]

    def test_the_legs_say_what_the_shown_chunk_scored(self, client: SpyClient) -> None:
        index = HybridIndex.open("memory://notes", WordEncoder(), create=True, client=client)
        client.upsert([row(f"p#{n}", parent="p", ordinal=n, sparse={0: 1.0 + n}) for n in range(2)])
        (hit,) = index.search("plants", fusion=RRF(k=60), group_by="document", group_score="sum")
        # Sparse: p#1, then p#0. Dense: a tie, so p#0 goes first. Each chunk has one first and one second place.
        assert hit.id == "p#0"
        assert hit.score == pytest.approx(2 * (1 / 61 + 1 / 62))
        assert hit.score_kind == "sum-rrf"
        assert (hit.legs["sparse"].rank, hit.legs["sparse"].score, hit.legs["sparse"].added) == (2, 2.0, 1 / 62)
        assert (hit.legs["dense"].rank, hit.legs["dense"].added) == (1, 1 / 61)

    def test_the_reranker_scores_the_shown_chunks_of_the_documents_with_the_highest_sums(
        self, chunked: HybridIndex
    ) -> None:
        seen: list[Sequence[str]] = []

        def first_first(query: str, texts: Sequence[str]) -> Sequence[float]:
            seen.append(texts)
            return [-float(n) for n in range(len(texts))]

        arguments: dict[str, Any] = {"group_by": "document", "group_score": "sum", "depth": 2, "k": 1}
        (hit,) = chunked.search("plants", rerank=first_first, **arguments)
        assert [len(texts) for texts in seen] == [2]
        assert (hit.id, hit.score, hit.score_kind) == ("p#5", 0.0, "custom")
        assert hit.rerank == RerankScore(1, 150, "sum-dot")

    def test_a_blended_reranker_blends_the_sums(self, chunked: HybridIndex) -> None:
        blended = Blended(FunctionReranker(lambda _, texts: range(len(texts))), weight=1.0)  # the first stage alone
        results = chunked.search("plants", k=4, group_by="document", group_score="sum", rerank=blended)
        # From 0 to 1 between the lowest sum, 14, and the highest, 150.
        assert [hit.score for hit in results] == pytest.approx([1.0, 4 / 136, 2 / 136, 0.0])

    def test_search_many_sums_for_each_query(self, chunked: HybridIndex) -> None:
        many, none = chunked.search_many(["plants", "trains"], k=1, group_by="document", group_score="sum")
        assert [hit.score for hit in many] == [150]
        assert none.hits == ()

    def test_the_asynchronous_index_does_the_same(self, chunked: HybridIndex, client: SpyClient) -> None:
        async def search() -> SearchResults:
            encoder = WordEncoder(dense=False)
            async with await AsyncHybridIndex.open("memory://notes", encoder, client=client) as index:
                return await index.search("plants", k=3, group_by="document", group_score="sum")

        assert asyncio.run(search()).hits == chunked.search("plants", 3, group_by="document", group_score="sum").hits
