"""recount(): the truth, in one record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from hybrid_search import AsyncHybridIndex, Document, F, HybridIndex
from hybrid_search.connectors.base import Row
from hybrid_search.errors import BackendUnavailable, IndexNotFound, PermissionDenied, Unsupported
from hybrid_search.index import RecountReport
from tests.fakes import AdaptiveWordEncoder, WordEncoder, frequencies
from tests.index.conftest import documents
from tests.index.statistics.conftest import GuardedClient
from tests.index.statistics.test_save import CATS, COUNTED, MICE, MILK

Open = Callable[[], HybridIndex]


@pytest.fixture(params=["memory", "embedded"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return "memory://notes" if request.param == "memory" else str(tmp_path / "notes")


def test_after_many_deletions_it_gives_the_truth(url: str) -> None:
    encoder = AdaptiveWordEncoder()
    with HybridIndex.open(url, encoder) as index:
        index.add([Document(f"more {n}", "plants") for n in range(600)])
        index.add(documents())
        index.delete([f"more {n}" for n in range(600)])
        index.search("plants")
        assert encoder.adapted_to[-1].documents == 604
        assert index.recount() == RecountReport(documents=4, dimensions=9, removed=1)
        index.search("plants")
        assert (encoder.adapted_to[-1].documents, frequencies(encoder.adapted_to[-1])) == (4, COUNTED)
        assert index.stats().statistics_documents == 4


def test_one_record_takes_the_place_of_all(index: HybridIndex, another: Open, client: GuardedClient) -> None:
    another().add([Document("e", "milk")])
    client.put_record("stats/corrupt", b"?")
    assert index.recount().removed == 3
    (found,) = client.statistics()
    assert (found.documents, frequencies(found)) == (5, COUNTED | {MILK: 2})
    assert client.list_records("") == ["stamp", *client.list_records("stats/")]


def test_what_is_added_later_goes_into_a_further_record(index: HybridIndex, client: GuardedClient) -> None:
    index.recount()
    index.add([Document("e", "milk")])
    assert sorted(found.documents for found in client.statistics()) == [1, 4]
    index.recount()
    assert [found.documents for found in client.statistics()] == [5]


def test_documents_that_were_added_without_statistics_are_brought_in(client: GuardedClient) -> None:
    with HybridIndex.open("memory://notes", WordEncoder(), client=client) as index:
        index.add(documents())
    with HybridIndex.open("memory://notes", AdaptiveWordEncoder(), client=client) as index:
        assert index.stats().statistics_documents == 0
        assert index.recount() == RecountReport(documents=4, dimensions=9, removed=0)


def test_progress_comes_after_each_page(empty: HybridIndex) -> None:
    empty.add([Document(str(n), "cats mice") for n in range(600)])
    seen: list[RecountReport] = []
    empty.recount(progress=seen.append)
    assert [(report.documents, report.dimensions) for report in seen] == [(256, 2), (512, 2), (600, 2)]


def test_an_empty_index_has_an_empty_truth() -> None:
    client = GuardedClient()
    with HybridIndex.open("memory://notes", AdaptiveWordEncoder(), create=True, client=client) as index:
        assert index.recount() == RecountReport()
    assert [found.documents for found in client.statistics()] == [0]


def test_a_view_is_refused_with_the_way_out(index: HybridIndex) -> None:
    with pytest.raises(Unsupported, match="call it on the index itself"):
        index.view(F.n == 1).recount()


def test_an_encoder_without_statistics_is_refused_with_the_way_out(client: GuardedClient) -> None:
    with (
        HybridIndex.open("memory://notes", WordEncoder(), client=client, create=True) as index,
        pytest.raises(Unsupported, match=r"'words' does not use collection statistics.*open the index with one"),
    ):
        index.recount()


def test_a_missing_index_is_an_error(empty: HybridIndex) -> None:
    with pytest.raises(IndexNotFound):
        empty.recount()


def test_without_the_right_to_write_it_says_so_and_the_old_records_stay(
    index: HybridIndex, client: GuardedClient
) -> None:
    client.may_write = False
    with pytest.raises(PermissionDenied):
        index.recount()
    assert [found.documents for found in client.statistics()] == [4]


def test_what_fails_in_the_middle_loses_nothing(
    index: HybridIndex, client: GuardedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(after: str | None, limit: int, *, vectors: bool) -> tuple[list[Row], str | None]:
        raise BackendUnavailable("gone")

    monkeypatch.setattr(client, "scan", fail)
    with pytest.raises(BackendUnavailable):
        index.recount()
    assert index.stats().statistics_documents == 4
    index.add([Document("e", "milk")])
    assert index.stats().statistics_documents == 5


def test_what_is_added_meanwhile_is_counted(
    index: HybridIndex, client: GuardedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = client.scan

    def add_then_scan(after: str | None, limit: int, *, vectors: bool) -> tuple[list[Row], str | None]:
        page = scan(after, limit, vectors=vectors)
        index.add([Document("late", "milk")])
        return page

    monkeypatch.setattr(client, "scan", add_then_scan)
    index.recount()
    assert index.stats().statistics_documents == 5


def test_the_asynchronous_index_does_the_same() -> None:
    client = GuardedClient()
    seen: list[RecountReport] = []

    async def main() -> None:
        async with await AsyncHybridIndex.open("memory://notes", AdaptiveWordEncoder(), client=client) as index:
            await index.add(documents())
            await index.delete("c")
            assert await index.recount(progress=seen.append) == RecountReport(documents=3, dimensions=7, removed=1)
            with pytest.raises(Unsupported):
                await index.view(F.n == 1).recount()

    asyncio.run(main())
    (found,) = client.statistics()
    rest = {index: count for index, count in COUNTED.items() if index not in (MICE, MILK)} | {CATS: 1}
    assert frequencies(found) == rest
    assert seen == [RecountReport(documents=3, dimensions=7)]
