"""Queries as the index encodes them."""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
from collections.abc import Sequence

import pytest

from hybrid_search import AsyncHybridIndex, Document, F, HashingEncoder, HybridIndex, MemoryClient, QueryEncoding
from hybrid_search.connectors.steps import Compute
from hybrid_search.encoders import Encoded
from hybrid_search.errors import InvalidVector
from hybrid_search.index.queries import EACH_ALONE, Queries
from hybrid_search.types import Truncation
from tests.fakes import AdaptiveWordEncoder, WordEncoder
from tests.threads import at_once


class Asked(WordEncoder):
    """Remembers the queries of each encoding."""

    def __init__(self) -> None:
        super().__init__()
        self.queries: list[list[str]] = []

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        self.queries.append(list(texts))
        return super().encode_queries(texts)


def opened(encoder: WordEncoder | None = None, queries: QueryEncoding | None = None) -> HybridIndex:
    index = HybridIndex.open("memory://notes", encoder or Asked(), queries=queries)
    index.add([Document("a", "plants light", {"n": 1}), Document("b", "cats mice", {"n": 2})])
    return index


def asked(index: HybridIndex) -> list[list[str]]:
    assert isinstance(index.encoder, Asked)
    return index.encoder.queries


def test_a_query_that_comes_again_is_not_encoded_again() -> None:
    with opened() as index:
        first, again = index.search("plants", explain=True), index.search("plants", explain=True)
        assert asked(index) == [["plants"]]
        assert first.hits == again.hits


def test_views_share_what_was_encoded() -> None:
    with opened() as index:
        index.search("plants")
        assert index.view(F.n == 2).search("plants").ids == ("b",)
        assert asked(index) == [["plants"]]


def test_of_many_only_the_new_ones_are_encoded_and_the_order_stays() -> None:
    with opened() as index:
        index.search("plants")
        found = index.search_many(["cats", "plants", "cats"], k=1)
        assert [results.ids for results in found] == [("b",), ("a",), ("b",)]
        assert asked(index) == [["plants"], ["cats"]]


def test_the_cache_can_be_switched_off() -> None:
    with opened(queries=QueryEncoding(cache=0)) as index:
        index.search("plants")
        index.search("plants")
        assert asked(index) == [["plants"], ["plants"]]


def test_another_way_of_encoding_leaves_the_index_as_it_is() -> None:
    with opened() as index:
        index.search("plants")
        index.with_queries(EACH_ALONE).search("plants")
        index.search("plants")
        assert asked(index) == [["plants"], ["plants"]]


def test_the_losses_of_a_query_are_its_own_also_when_it_comes_again() -> None:
    long = "plants " * 10
    with opened(HashingEncoderOfEight()) as index:  # type: ignore[arg-type]  # any encoder
        index.search_many([long, "cats"])
        assert index.search("cats").truncation == Truncation()
        assert index.search(long).truncation == Truncation(texts=1, tokens=2)
        assert index.search_many([long, long, "cats"])[0].truncation == Truncation(texts=2, tokens=4)


class HashingEncoderOfEight(HashingEncoder):
    def __init__(self) -> None:
        super().__init__(query_tokens=8)


def test_encoders_share_nothing() -> None:
    queries, encoders = Queries(), (Asked(), Asked())
    for encoder in encoders:
        operation = queries.encode(encoder, ["plants"])
        step = next(operation)
        assert isinstance(step, Compute)
        step.function()
    assert [encoder.queries for encoder in encoders] == [[["plants"]], [["plants"]]]


def test_what_is_kept_is_adapted_anew_to_the_collection() -> None:
    encoder = AdaptiveWordEncoder()
    with HybridIndex.open("memory://notes", encoder) as index:
        index.add([Document("a", "plants"), Document("b", "cats")])
        half = index.search("plants", legs="sparse")[0].score
        index.add([Document("c", "cats"), Document("d", "cats")])
        quarter = index.search("plants", legs="sparse")[0].score
    assert half == pytest.approx(2 * (2 - 1 / 2))
    assert quarter == pytest.approx(2 * (2 - 1 / 4))


def test_what_the_encoder_did_wrong_is_said_each_time() -> None:
    class Short(Asked):
        def encode_queries(self, texts: Sequence[str]) -> Encoded:
            whole = super().encode_queries(texts)
            return Encoded([], whole.dense)

    with opened(Short()) as index:
        for _ in range(2):
            with pytest.raises(InvalidVector, match="returned 0 sparse vectors for 1 query texts"):
                index.search("plants")
        assert asked(index) == [["plants"], ["plants"]]


def test_threads_with_the_same_query_encode_it_once() -> None:
    with opened() as index:
        assert at_once(8, lambda _: index.search("plants")) == []
        assert asked(index) == [["plants"]]


def test_tasks_with_the_same_query_encode_it_once() -> None:
    async def search() -> None:
        async with await AsyncHybridIndex.open("memory://notes", encoder, client=client) as index:
            found = await asyncio.gather(*(index.search("plants") for _ in range(8)))
        assert len({results.ids for results in found}) == 1

    encoder, client = Asked(), MemoryClient()
    HybridIndex.open("memory://notes", encoder, client=client).add([Document("a", "plants")])
    asyncio.run(search())
    assert encoder.queries == [["plants"]]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_a_forked_child_begins_anew_whatever_its_parent_was_doing() -> None:
    class Forking(Asked):
        """In the middle of an encoding, while the parent leads, a child searches."""

        codes: list[int | None] = []  # noqa: RUF012  # one test's

        def encode_queries(self, texts: Sequence[str]) -> Encoded:
            if texts == ["plants"] and not self.codes:
                self.codes.append(None)
                child = multiprocessing.get_context("fork").Process(target=lambda: index.search("cats", k=1))
                child.start()
                child.join(60)
                self.codes[0] = child.exitcode
            return super().encode_queries(texts)

    with opened(Forking()) as index:
        index.search("plants")
        assert Forking.codes == [0]
