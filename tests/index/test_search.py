"""Searching: legs, fusion, order, and what the results say of themselves."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pytest

from hybrid_search import RRF, Document, F, HybridIndex, Weighted
from hybrid_search.encoders import Encoded
from hybrid_search.errors import IndexNotFound
from hybrid_search.types import LegScore, SearchResults
from tests.fakes import WordEncoder
from tests.index.conftest import SpyClient, documents


def tally(results: SearchResults) -> dict[str, float]:
    return {hit.id: hit.score for hit in results}


class TestLegs:
    def test_the_sparse_leg_alone_gives_raw_dot_products(self, index: HybridIndex) -> None:
        results = index.search("plants", legs="sparse")
        assert tally(results) == {"b": 2.0 * 2.0, "a": 2.0 * 1.0}  # a word of a query weighs 2
        assert {hit.score_kind for hit in results} == {"dot"}
        assert results.fusion is None
        assert results[0].legs == {"sparse": LegScore(rank=1, score=4.0, kind="dot", added=None)}

    def test_the_dense_leg_alone_gives_raw_cosines(self, index: HybridIndex) -> None:
        results = index.search("plants", legs="dense")
        assert results.ids == ("a", "b", "c", "d")  # c and d are orthogonal, so they tie and come by id
        assert results[0].score == pytest.approx(1.0)
        assert results[1].score == pytest.approx(2 / 5**0.5)
        assert results[2].score == pytest.approx(0.0, abs=1e-7)
        assert {hit.score_kind for hit in results} == {"cosine"}

    def test_both_are_fused_as_the_encoder_recommends(self, index: HybridIndex) -> None:
        results = index.search("plants")
        assert tally(results) == {
            "a": pytest.approx(1 / (60 + 2) + 1 / (60 + 1)),
            "b": pytest.approx(1 / (60 + 1) + 1 / (60 + 2)),
            "c": pytest.approx(1 / (60 + 3)),
            "d": pytest.approx(1 / (60 + 4)),
        }
        assert results.ids == ("a", "b", "c", "d")
        assert {hit.score_kind for hit in results} == {"rrf"}
        assert results.fusion == str(RRF(k=60))

    def test_each_hit_knows_its_rank_and_raw_score_in_each_leg(self, index: HybridIndex) -> None:
        first, second, third, _ = index.search("plants")
        assert first.legs["sparse"] == LegScore(2, 2.0, "dot", 1 / 62)
        assert (first.legs["dense"].rank, first.legs["dense"].added) == (1, 1 / 61)
        assert second.legs["sparse"] == LegScore(1, 4.0, "dot", 1 / 61)
        assert set(third.legs) == {"dense"}

    def test_another_fusion_can_be_given(self, index: HybridIndex) -> None:
        results = index.search("plants", fusion=RRF(k=1))
        assert tally(results)["a"] == pytest.approx(1 / (1 + 2) + 1 / (1 + 1))
        weighted = index.search("plants", fusion=Weighted({"sparse": 1.0, "dense": 0.0}))
        assert weighted.ids[0] == "b"
        assert weighted[0].score_kind == "weighted"

    def test_both_legs_of_an_encoder_with_one_are_that_one(self) -> None:
        index = HybridIndex.open("memory://notes", WordEncoder(dense=False))
        index.add(documents())
        results = index.search("plants")
        assert tally(results) == {"b": 4.0, "a": 2.0}
        assert results[0].score_kind == "dot"

    def test_an_empty_leg_is_no_error(self, index: HybridIndex) -> None:
        results = index.search("zzz")  # no known word: the sparse leg is empty
        assert results.candidates == {"sparse": 0, "dense": 4}
        assert len(results) == 4
        assert index.search("zzz", legs="sparse").hits == ()

    def test_an_empty_index_has_no_hits(self, empty: HybridIndex) -> None:
        empty.add(documents())
        empty.delete(list("abcd"))
        assert empty.search("plants").hits == ()


class TestHits:
    def test_carry_text_metadata_rank_and_document(self, empty: HybridIndex) -> None:
        empty.add([Document("x", "plants", {"tags": ["t"]})])
        (hit,) = empty.search("plants")
        assert (hit.id, hit.parent, hit.text, hit.rank) == ("x", "x", "plants", 1)
        assert hit.metadata == {"tags": ("t",)}
        assert hit.tokens is None
        assert hit.rerank is None

    def test_are_numbered_from_one_and_at_most_k(self, index: HybridIndex) -> None:
        assert [hit.rank for hit in index.search("plants", k=3)] == [1, 2, 3]
        assert index.search("plants", k=1).ids == ("a",)

    def test_equal_scores_come_by_id(self, empty: HybridIndex) -> None:
        empty.add([Document(id, "plants") for id in ("10", "9", "a", "B")])
        assert empty.search("plants").ids == ("10", "9", "B", "a")


class TestFilter:
    def test_holds_in_both_legs(self, empty: HybridIndex) -> None:
        empty.add(documents(a={"n": 1}, b={"n": 2}, c={"n": 3}, d={"n": 4}))
        assert empty.search("plants", where=F.n >= 2).ids == ("b", "c", "d")
        assert empty.search("plants", where={"n": {"$in": [1, 3]}}).ids == ("a", "c")
        assert empty.search("plants", where=F.n > 9).hits == ()

    def test_a_row_that_changed_between_legs_and_fetch_is_dropped_if_it_no_longer_matches(
        self, empty: HybridIndex, client: SpyClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        empty.add(documents(a={"tenant": "x"}, b={"tenant": "x"}))
        moved = HybridIndex.open("memory://other", WordEncoder(), client=client)
        monkeypatch.setattr(
            client, "after_search", lambda: moved.add([Document("a", "plants light sugar", {"tenant": "y"})])
        )
        assert empty.search("plants", where=F.tenant == "x").ids == ("b",)

    def test_a_row_that_vanished_between_legs_and_fetch_is_dropped(
        self, index: HybridIndex, client: SpyClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(client, "after_search", lambda: client.delete(["a"]))
        results = index.search("plants")
        assert results.ids == ("b", "c", "d")
        assert [hit.rank for hit in results] == [1, 2, 3]


class TestCandidates:
    def test_each_leg_is_asked_for_more_than_k(self, index: HybridIndex, client: SpyClient) -> None:
        index.search("plants", k=2)
        index.search("plants", k=500)
        index.search("plants", k=2, candidates=7)
        assert [[leg.limit for leg in legs] for legs in client.searches] == [[100, 100], [500, 500], [7, 7]]

    def test_both_legs_travel_together(self, index: HybridIndex, client: SpyClient) -> None:
        index.search("plants")
        assert [[leg.leg for leg in legs] for legs in client.searches] == [["sparse", "dense"]]

    def test_the_results_say_how_many_each_leg_returned(self, index: HybridIndex) -> None:
        assert index.search("plants").candidates == {"sparse": 2, "dense": 4}
        assert index.search("plants", candidates=10, k=1, where={"x": 1}).candidates == {"sparse": 0, "dense": 0}


class TestQuery:
    def test_what_exceeds_the_encoders_limit_is_cut_and_reported(self, index: HybridIndex) -> None:
        results = index.search("plants " * 8 + "trains rails")
        assert results.truncation.texts == 1
        assert results.truncation.tokens == 2
        assert "2 tokens of the query were not read" in repr(results)
        assert "trains" not in [
            token.token for hit in index.search("plants " * 9, explain=True) for token in hit.tokens or ()
        ]

    @pytest.mark.parametrize("query", ["\x00", "\ud800", "\x1b[31m", "<b>", "'; --", "a" * 100_000, "\u202e"])
    def test_any_text_with_something_in_it_can_be_searched(self, index: HybridIndex, query: str) -> None:
        results = index.search(query)
        assert len(results) == 4
        assert repr(results).replace("\n", "").isprintable()
        results._repr_html_().encode()

    def test_a_missing_index_says_so_before_anything_is_encoded(self, empty: HybridIndex, encoder: WordEncoder) -> None:
        with pytest.raises(IndexNotFound, match="add documents first"):
            empty.search("plants")


class TestSeconds:
    def test_name_the_stages_that_ran(self, index: HybridIndex) -> None:
        assert set(index.search("plants").seconds) == {"encode", "legs", "fuse", "fetch", "total"}
        whole = index.search("plants", rerank=lambda query, texts: [0.0] * len(texts), explain=True).seconds
        assert set(whole) == {"encode", "legs", "fuse", "fetch", "rerank", "explain", "total"}
        assert sum(whole.values()) == pytest.approx(2 * whole["total"])


OPTIONS: list[dict[str, Any]] = [
    {},
    {"k": 1},
    {"legs": "sparse"},
    {"legs": "dense", "k": 2},
    {"where": F.n >= 2},
    {"fusion": RRF(k=3)},
    {"explain": True},
    {"rerank": lambda query, texts: [float(len(text)) for text in texts], "k": 2},
    {"group_by": "document", "k": 2},
    {"group_by": "document", "group_score": "sum", "k": 2},
]


class TestSearchMany:
    @pytest.mark.parametrize("options", OPTIONS)
    def test_gives_what_single_searches_give(self, empty: HybridIndex, options: dict[str, Any]) -> None:
        empty.add(documents(a={"n": 1}, b={"n": 2}, c={"n": 3}, d={"n": 4}))
        queries = ["plants", "cats milk", "zzz", "plants"]
        together = empty.search_many(queries, **options)
        alone = [empty.search(query, **options) for query in queries]
        assert [(one.query, one.hits, one.fusion, one.candidates) for one in together] == [
            (one.query, one.hits, one.fusion, one.candidates) for one in alone
        ]

    def test_encodes_the_queries_together(
        self, index: HybridIndex, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        encoded: list[int] = []
        encode = encoder.encode_queries

        def note(texts: Sequence[str]) -> Encoded:
            encoded.append(len(texts))
            return encode(texts)

        monkeypatch.setattr(encoder, "encode_queries", note)
        index.search_many(["plants", "cats", "rails"])
        assert encoded == [3]

    def test_the_legs_travel_together_in_parts(self, index: HybridIndex, client: SpyClient) -> None:
        assert len(index.search_many(["plants"] * 40)) == 40
        assert [len(legs) for legs in client.searches] == [64, 16]

    def test_of_nothing_is_nothing(self, index: HybridIndex) -> None:
        assert index.search_many([]) == []


def test_results_can_be_pickled_and_turned_into_a_table(empty: HybridIndex) -> None:
    empty.add(documents(a={"tags": ["x"]}))
    results = empty.search("plants", explain=True)
    assert pickle.loads(pickle.dumps(results)) == results
    assert [asdict(hit)["id"] for hit in results] == list(results.ids)
