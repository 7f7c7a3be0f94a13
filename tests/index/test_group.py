"""group_by="document": k counts documents, where the rows are chunks of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from hybrid_search import HybridIndex
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
