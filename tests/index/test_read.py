"""Reading without searching."""

from __future__ import annotations

import json

import pytest

from hybrid_search import Document, F, HybridIndex
from hybrid_search.errors import IndexNotFound, InvalidFilter
from hybrid_search.types.metadata import MAX_NUMBER
from tests.fakes import WordEncoder
from tests.index.conftest import TEXTS, documents


class TestGet:
    def test_one_id_gives_a_document_or_none(self, index: HybridIndex) -> None:
        assert index.get("a") == Document("a", TEXTS["a"])
        assert index.get("absent") is None

    def test_several_give_a_dict_without_the_missing_ones(self, index: HybridIndex) -> None:
        assert index.get(["a", "absent", "a", "c"]) == {
            "a": Document("a", TEXTS["a"]),
            "c": Document("c", TEXTS["c"]),
        }
        assert index.get([]) == {}

    def test_a_document_comes_back_equal(self, empty: HybridIndex) -> None:
        document = Document("ä/🙂~", "plants\n", {"n": MAX_NUMBER, "tags": ["a"], "deep": {"er": None}})
        empty.add([document])
        assert empty.get("ä/🙂~") == document

    def test_a_missing_index_says_so(self, empty: HybridIndex) -> None:
        with pytest.raises(IndexNotFound):
            empty.get("a")


class TestCount:
    def test_counts_all_or_what_matches(self, empty: HybridIndex) -> None:
        empty.add(documents(a={"n": 1}, b={"n": 2}))
        assert empty.count() == 4
        assert empty.count(F.n >= 2) == 1
        assert empty.count({"n": None}) == 2

    def test_refuses_a_filter_that_would_match_everything(self, index: HybridIndex) -> None:
        with pytest.raises(InvalidFilter, match="is empty and would match every document"):
            index.count({})


class TestStats:
    def test_say_what_there_is(self, index: HybridIndex) -> None:
        stats = index.stats()
        assert (stats.url, stats.backend, stats.documents) == ("memory://notes", "memory", 4)
        assert (stats.encoder, stats.dims, stats.legs) == ("words", 3, ("sparse", "dense"))
        assert stats.created.endswith("+00:00")
        assert stats.facts["rows"] == 4

    def test_are_json(self, index: HybridIndex) -> None:
        assert json.loads(json.dumps(index.stats().as_dict()))["documents"] == 4

    def test_of_an_encoder_with_one_half(self) -> None:
        index = HybridIndex.open("memory://notes", WordEncoder(dense=False), create=True)
        assert (index.stats().dims, index.stats().legs) == (None, ("sparse",))


def test_optimize_changes_no_result(index: HybridIndex) -> None:
    before = index.search("plants cats")
    index.optimize()
    assert index.search("plants cats").hits == before.hits


def test_drop_deletes_the_index_and_says_whether_there_was_one(index: HybridIndex) -> None:
    assert index.drop() is True
    assert index.drop() is False
    with pytest.raises(IndexNotFound):
        index.search("plants")
    assert index.add(documents()).written == 4
