"""Reading the records of all writers: when, how much, and what is left out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search import AsyncHybridIndex, Document, HybridIndex
from hybrid_search.encoders.statistics import CollectionStatistics
from hybrid_search.errors import BackendUnavailable, PermissionDenied
from hybrid_search.index.statistics.record import to_bytes
from tests.fakes import AdaptiveWordEncoder, frequencies
from tests.index.conftest import documents
from tests.index.statistics.conftest import Clock, GuardedClient
from tests.index.statistics.test_record import CORRUPT
from tests.index.statistics.test_save import COUNTED, PLANTS
from tests.index.statistics.test_space_saving import of

Open = Callable[[], HybridIndex]


def test_a_search_uses_the_records_of_all_writers(
    index: HybridIndex, another: Open, encoder: AdaptiveWordEncoder
) -> None:
    another().add([Document("e", "plants"), Document("f", "plants")])
    another().search("plants")
    assert encoder.adapted_to[-1].documents == 6
    assert frequencies(encoder.adapted_to[-1]) == COUNTED | {PLANTS: 4}


def test_what_the_searching_index_wrote_itself_counts_at_once_and_once(
    empty: HybridIndex, encoder: AdaptiveWordEncoder, clock: Clock
) -> None:
    empty.add([Document(str(n), "plants") for n in range(300)])
    empty.search("plants")
    empty.add([Document("one", "plants")])  # less than 1 %: not in the record yet
    empty.search("plants")
    clock.now += 100
    empty.search("plants")
    assert [statistics.documents for statistics in encoder.adapted_to] == [300, 301, 301]


def test_records_are_read_again_after_a_minute_and_not_before(
    index: HybridIndex, another: Open, client: GuardedClient, encoder: AdaptiveWordEncoder, clock: Clock
) -> None:
    reader = another()
    reader.search("plants")
    index.add([Document("e", "plants")])
    for seconds in (0, 59.9):
        clock.now = 1000 + seconds
        reader.search("plants")
        assert encoder.adapted_to[-1].documents == 4
    assert len(client.read) == 1
    clock.now = 1060
    reader.search("plants")
    assert encoder.adapted_to[-1].documents == 5
    assert len(client.read) == 2


def test_the_own_record_is_not_read(index: HybridIndex, client: GuardedClient) -> None:
    index.search("plants")
    assert client.read == []


def test_an_empty_index_is_searched_without_statistics(encoder: AdaptiveWordEncoder) -> None:
    with HybridIndex.open("memory://notes", encoder, create=True) as index:
        assert list(index.search("plants")) == []
        assert index.stats().statistics_documents == 0
    assert encoder.adapted_to == []


@pytest.mark.parametrize("stored", [stored for stored, _ in CORRUPT.values()], ids=CORRUPT)
def test_a_corrupt_record_is_left_out_and_logged_once(
    index: HybridIndex,
    client: GuardedClient,
    encoder: AdaptiveWordEncoder,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    stored: bytes,
) -> None:
    client.put_record("stats/\x1b[31m", stored)
    for _ in range(3):
        clock.now += 100
        index.search("plants")
    assert encoder.adapted_to[-1].documents == 4
    (message,) = [record.getMessage() for record in caplog.records]
    assert message.startswith("memory://notes: the statistics record 'stats/\\x1b[31m' is ignored: ")
    assert message.endswith("call recount() to replace it")


@given(st.binary(max_size=100))
def test_no_record_stops_a_search(stored: bytes) -> None:
    client = GuardedClient()
    with HybridIndex.open("memory://notes", AdaptiveWordEncoder(), client=client) as index:
        index.add(documents())
        client.put_record("stats/x", stored)
        assert len(index.search("plants")) == 4
        assert any("'stats/x' is ignored" in finding.problem for finding in index.doctor())


@pytest.mark.parametrize("error", [PermissionDenied("no"), BackendUnavailable("gone")])
def test_without_the_right_to_read_searches_go_without_statistics(
    index: HybridIndex,
    another: Open,
    client: GuardedClient,
    encoder: AdaptiveWordEncoder,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    def refuse(prefix: str) -> list[str]:
        raise error

    reader = another()
    monkeypatch.setattr(client, "list_records", refuse)
    for _ in range(3):
        hit = reader.search("plants", legs="sparse", explain=True)[0]
        clock.now += 100
        assert [match.factor for match in hit.tokens or ()] == [1.0]
    assert encoder.adapted_to == []
    (message,) = [record.getMessage() for record in caplog.records]
    assert message == f"memory://notes: the collection statistics cannot be read ({error}); searches go without"
    assert reader.stats().statistics_documents is None


def test_a_later_failure_leaves_what_was_read_before(
    index: HybridIndex, another: Open, client: GuardedClient, encoder: AdaptiveWordEncoder, clock: Clock
) -> None:
    reader = another()
    reader.search("plants")
    client.may_read = False
    clock.now += 100
    reader.search("plants")
    assert [statistics.documents for statistics in encoder.adapted_to] == [4, 4]
    client.may_read = True
    index.add([Document("e", "plants")])
    clock.now += 100
    reader.search("plants")
    assert encoder.adapted_to[-1].documents == 5


def test_a_record_that_is_removed_meanwhile_is_no_error(
    index: HybridIndex, another: Open, client: GuardedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = another()
    monkeypatch.setattr(client, "get_record", lambda key: None)
    assert len(reader.search("plants")) == 4


def test_of_a_thousand_records_and_more_the_first_thousand_are_read(
    index: HybridIndex, another: Open, client: GuardedClient, encoder: AdaptiveWordEncoder
) -> None:
    for n in range(1005):
        client.put_record(f"stats/!{n:04}", to_bytes(of({1})))  # sorts before any writer's random key
    another().search("plants")
    assert len(client.read) == 1000
    assert encoder.adapted_to[-1].documents == 1000


def test_tasks_that_refresh_at_once_get_the_same() -> None:
    encoder, client = AdaptiveWordEncoder(), GuardedClient()
    with HybridIndex.open("memory://notes", encoder, client=client) as writer:
        writer.add(documents())

        async def main() -> None:
            async with await AsyncHybridIndex.open("memory://notes", encoder, client=client) as index:
                found = await asyncio.gather(*(index.search("plants") for _ in range(8)))
                assert len({results.ids for results in found}) == 1

        asyncio.run(main())
    assert [statistics.documents for statistics in encoder.adapted_to] == [4] * 8


@given(st.lists(st.lists(st.sampled_from(["plants", "cats", "plants cats", "zzz"]), max_size=5), max_size=4))
def test_any_number_of_writers_is_one_writer_over_the_union(texts: list[list[str]]) -> None:
    client, alone = GuardedClient(), AdaptiveWordEncoder()
    for writer, mine in enumerate(texts):
        with HybridIndex.open("memory://notes", AdaptiveWordEncoder(), client=client, create=True) as index:
            index.add([Document(f"{writer}-{n}", text) for n, text in enumerate(mine)])
    with HybridIndex.open("memory://notes", alone, client=client, create=True) as index:
        index.search("plants")
        every = [text for mine in texts for text in mine]
        assert index.stats().statistics_documents == len(every)
    union = CollectionStatistics.of(AdaptiveWordEncoder().encode_documents(every).sparse or [])
    assert [frequencies(statistics) for statistics in alone.adapted_to] == [frequencies(union)] * bool(every)
