"""Writes follow the name, and searches stay with the generation they know."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from hybrid_search import Document, HybridIndex, MemoryClient
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.steps import Operation
from hybrid_search.encoders import Encoded
from hybrid_search.errors import EncoderMismatch, IndexNotFound, IndexSwitched
from hybrid_search.index.core import Core
from hybrid_search.index.lifecycle import ensure_created
from tests.fakes import AdaptiveWordEncoder, WordEncoder
from tests.index.conftest import documents


class Asked(MemoryClient):
    """Counts how often it is asked where the name points."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: Counter[str] = Counter()

    def live(self) -> int | None:
        self.asked["live"] += 1
        return super().live()


@pytest.fixture
def client() -> Asked:
    return Asked()


def opened(client: MemoryClient, encoder: WordEncoder | None = None) -> HybridIndex:
    return HybridIndex.open("memory://notes", encoder or WordEncoder(), client=client)


def run(index: HybridIndex, operation: Operation[Any]) -> Any:
    driver: Driver = index._driver
    return driver.run(operation)


def beside(index: HybridIndex, encoder: WordEncoder) -> None:
    """Make generation 2, empty, with the stamp of an encoder, and point the name to it."""
    connector = index._core.connector
    run(index, ensure_created(Core(connector.at(2), encoder, follows=False)))
    run(index, connector.point_to(2))


def test_a_write_asks_before_it_begins_and_before_it_is_acknowledged_and_a_search_never(client: Asked) -> None:
    with opened(client) as index:
        index.add(documents())
        client.asked.clear()
        index.add([Document("e", "cats")])
        assert client.asked == {"live": 2}
        index.delete("e")
        assert client.asked == {"live": 4}
        index.add(documents())  # nothing is written
        assert client.asked == {"live": 5}
        index.search("plants")
        index.get("a")
        index.count()
        assert client.asked == {"live": 5}


def test_with_the_same_encoder_writes_and_then_searches_go_to_the_new_one(client: Asked) -> None:
    with opened(client) as index:
        index.add(documents())
        beside(index, WordEncoder())
        assert index.count() == 4
        assert index.add([Document("e", "cats")]).written == 1
        assert index.count() == 1
        assert index.search("cats").ids == ("e",)


def test_with_another_encoder_writes_are_refused_and_searches_go_on(client: Asked) -> None:
    with opened(client) as index:
        index.add(documents())
        beside(index, WordEncoder(name="other"))
        for _ in range(2):
            with pytest.raises(EncoderMismatch, match="Searches of this object go on with generation 1"):
                index.add([Document("e", "cats")])
            assert index.search("plants", k=1).ids == ("a",)
        with pytest.raises(EncoderMismatch):
            index.view({"lang": "en"}).delete("a")
        assert client.on(2, "count", {"where": None}) == 0


def test_recount_goes_to_the_live_one(client: Asked) -> None:
    encoder = AdaptiveWordEncoder()
    with opened(client, encoder) as index:
        index.add(documents())
        beside(index, WordEncoder(name="other"))
        with pytest.raises(EncoderMismatch):
            index.recount()


def test_an_index_remade_by_another_encoder_is_noticed(client: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hybrid_search.index.follow._COMPARED_FOR_S", 0.0)  # in place of a minute
    with opened(client) as index:
        index.add(documents())
        with opened(client, WordEncoder(name="other")) if client.drop() else opened(client) as other:
            other.add([Document("x", "cats")])
            with pytest.raises(EncoderMismatch):
                index.add([Document("e", "cats")])
            assert other.count() == 1


def test_an_index_that_was_dropped_is_told_once_and_made_anew_by_the_next_write(client: Asked) -> None:
    with opened(client) as index:
        index.add(documents())
        client.drop()
        with pytest.raises(IndexNotFound, match="was dropped since it was opened here"):
            index.add([Document("e", "cats")])
        assert index.add([Document("e", "cats")]).written == 1
        client.drop()
        for _ in range(2):
            with pytest.raises(IndexNotFound):
                index.delete("e")


def test_a_search_says_once_that_the_name_points_elsewhere(
    client: Asked, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("hybrid_search.index.statistics.known.REFRESH_S", 0.0)
    with opened(client, AdaptiveWordEncoder()) as index, caplog.at_level(logging.WARNING):
        index.add(documents())
        index.search("plants")
        assert caplog.messages == []
        beside(index, WordEncoder(name="other"))
        for _ in range(3):
            index.search("plants")
    assert caplog.messages == [
        "memory://notes: the index was switched to generation 2, and this object goes on searching generation 1; open "
        "it anew, with the encoder of the new generation"
    ]


def test_a_generation_that_is_gone_is_never_searched_by_another_encoder(client: Asked) -> None:
    with opened(client) as index:
        index.add(documents())
        beside(index, WordEncoder(name="other"))
        client.on(1, "drop", {})
        with pytest.raises(IndexNotFound):
            index.search("plants")
        with pytest.raises(EncoderMismatch):
            index.search("plants")


def test_the_write_that_makes_the_index_is_told_of_a_switch_too(client: Asked) -> None:
    def stream() -> Iterator[Document]:
        yield Document("a", "cats")
        beside(index, WordEncoder(name="other"))
        yield Document("b", "cats")

    with opened(client) as index, pytest.raises(IndexSwitched, match="from generation 1 to 2"):
        index.add(stream(), batch_size=1)


class Lost(AdaptiveWordEncoder):
    """While it encodes, the generation is deleted, and another thread finds that out."""

    index: HybridIndex | None = None

    def lose(self) -> None:
        index, self.index = self.index, None
        if index is not None:
            connector = index._core.connector
            run(index, ensure_created(Core(connector.at(2), WordEncoder(name="other"), follows=False)))
            run(index, connector.point_to(2))
            run(index, connector.at(1).drop())
            with pytest.raises(IndexNotFound):
                run(index, connector.count(None))

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        self.lose()
        return super().encode_documents(texts)

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        self.lose()
        return super().encode_queries(texts)


def test_a_search_whose_generation_another_thread_lost_returns_nothing_of_the_next_one(client: Asked) -> None:
    encoder = Lost()
    with opened(client, encoder) as index:
        index.add(documents())
        encoder.index = index
        with pytest.raises(EncoderMismatch):
            index.search("plants")


def test_a_write_whose_generation_another_thread_lost_does_not_go_to_the_next_one(client: Asked) -> None:
    encoder = Lost()
    with opened(client, encoder) as index:
        index.add(documents())
        encoder.index = index
        with pytest.raises(EncoderMismatch):
            index.add([Document("e", "cats")])
        assert client.on(2, "count", {"where": None}) == 0


def test_what_was_counted_of_a_lost_generation_is_not_stored_in_the_next_one(client: Asked) -> None:
    encoder = Lost()
    with opened(client, encoder) as index:
        index.add([Document(str(n), "cats") for n in range(300)], batch_size=300)
        index.add([Document("e", "cats")])
        assert index._core.tally.unsaved == 1
        encoder.index = index
        encoder.lose()
    assert client.on(2, "list_records", {"prefix": ""}) == ["stamp"]


def test_a_sync_during_whose_reading_the_index_is_switched_writes_nothing(client: Asked) -> None:
    def stream() -> Iterator[Document]:
        yield from documents()
        beside(index, WordEncoder(name="other"))
        yield Document("e", "cats")

    with opened(client) as index:
        index.add(documents())
        with pytest.raises(IndexSwitched):
            index.sync(stream())
        assert client.on(1, "count", {"where": None}) == 4
