"""Two stages: one leg retrieves, the stored dense vectors rerank."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from hybrid_search import Blended, DenseReranker, HybridIndex
from hybrid_search.connectors.base import Row
from hybrid_search.encoders import Encoded
from hybrid_search.errors import InvalidQuery
from hybrid_search.types import RerankScore
from tests.fakes import WordEncoder, row
from tests.index.conftest import SpyClient, documents


def test_dense_vectors_rerank_what_the_sparse_leg_found(index: HybridIndex) -> None:
    results = index.search("plants", legs="sparse", rerank=DenseReranker())
    assert results.ids == ("a", "b")  # the sparse leg has b first
    assert [hit.score for hit in results] == pytest.approx([1.0, 2 / math.sqrt(5)], abs=1e-6)
    assert [hit.rerank for hit in results] == [RerankScore(2, 2.0, "dot"), RerankScore(1, 4.0, "dot")]
    assert {hit.score_kind for hit in results} == {"cosine"}
    assert set(results[0].legs) == {"sparse"}


def test_its_scores_are_those_of_the_dense_leg(index: HybridIndex) -> None:
    reranked = index.search("plants cats", rerank=DenseReranker())
    dense = index.search("plants cats", legs="dense")
    assert reranked.ids == dense.ids
    assert [hit.score for hit in reranked] == pytest.approx([hit.score for hit in dense], abs=1e-6)


def test_it_encodes_the_query_once_and_no_text(index: HybridIndex, encoder: WordEncoder) -> None:
    before = list(encoder.documents)
    queries: list[Sequence[str]] = []
    original = encoder.encode_queries

    def note(texts: Sequence[str]) -> Encoded:
        queries.append(texts)
        return original(texts)

    encoder.encode_queries = note  # type: ignore[method-assign]  # to see what it is asked
    index.search("plants", legs="sparse", rerank=DenseReranker())
    assert queries == [["plants"]]
    assert encoder.documents == before


def test_several_queries_share_one_fetch(
    index: HybridIndex, client: SpyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetches: list[bool] = []
    original = client.fetch

    def note(ids: Sequence[str], *, vectors: bool) -> dict[str, Row]:
        fetches.append(vectors)
        return original(ids, vectors=vectors)

    monkeypatch.setattr(client, "fetch", note)
    plants, mice = index.search_many(["plants", "mice"], legs="sparse", rerank=DenseReranker())
    assert (plants.ids, mice.ids) == (("a", "b"), ("c",))
    assert fetches == [True]


def test_an_encoder_without_dense_vectors_is_said_before_the_search(client: SpyClient) -> None:
    with HybridIndex.open("memory://notes", WordEncoder(dense=False), client=client) as sparse:
        sparse.add(documents())
        with pytest.raises(InvalidQuery, match="compares dense vectors, and the encoder 'words' makes none"):
            sparse.search("plants", rerank=Blended(DenseReranker()))
    assert client.searches == []


def test_a_hit_without_its_dense_vector_is_named(
    index: HybridIndex, client: SpyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = client.fetch(["a", "b"], vectors=True)
    rows["b"] = replace(rows["b"], dense=None)  # as a foreign index may answer
    monkeypatch.setattr(client, "fetch", lambda ids, vectors: rows)
    with pytest.raises(InvalidQuery, match=r"the reranker DenseReranker needs .* 1 of 2 have none, for instance 'b'"):
        index.search("plants", legs="sparse", rerank=DenseReranker())


def test_stored_vectors_of_any_length_are_compared_by_direction(index: HybridIndex, client: SpyClient) -> None:
    client.upsert([replace(row("b", sparse={0: 2.0}), dense=np.array([0, 40, 30], dtype=np.float32))])
    results = index.search("cats", legs="dense", rerank=DenseReranker())
    assert {hit.id: hit.score for hit in results}["b"] == pytest.approx(0.8, abs=1e-6)


def test_the_explanation_shows_rank_and_score_before_and_after(index: HybridIndex) -> None:
    hit = index.search("plants", legs="sparse", explain=True, rerank=DenseReranker())[0]
    assert str(hit.explain()).splitlines() == [
        "a: rank 1, cosine 1",
        "  reranked from rank 2 (dot 2)",
        "  sparse: rank 2, dot 2",
        "  tokens (query weight x document weight):",
        '      2.0000  "plants"  (2 x 1)',
    ]


def test_chunks_of_one_document_are_reranked_as_one(client: SpyClient) -> None:
    index = HybridIndex.open("memory://notes", WordEncoder(), create=True, client=client)
    client.upsert(
        [
            row("p#0", parent="p", sparse={0: 3.0}, dense=(0.6, 0.8, 0.0)),
            row("p#1", parent="p", ordinal=1, sparse={0: 2.0}, dense=(1.0, 0.0, 0.0)),
            row("q#0", parent="q", sparse={0: 1.0}, dense=(0.8, 0.6, 0.0)),
        ]
    )
    results = index.search("plants", legs="sparse", group_by="document", rerank=DenseReranker())
    assert [(hit.id, round(hit.score, 6)) for hit in results] == [("q#0", 0.8), ("p#0", 0.6)]  # p#0: best at first
