"""Counting with ``add``: what is counted, when it is stored, and that it never gets in the way."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from hybrid_search import AsyncHybridIndex, Document, F, HybridIndex, MemoryClient
from hybrid_search.connectors.base import Row, WriteReport
from hybrid_search.errors import BackendUnavailable
from hybrid_search.types import AddReport, FailedDocument
from tests.fakes import AdaptiveWordEncoder, WordEncoder, frequencies
from tests.index.conftest import documents
from tests.index.statistics.conftest import GuardedClient

PLANTS, LIGHT, SUGAR, CATS, MICE, MILK, TRAINS, RAILS, STEAM = range(9)
COUNTED = {PLANTS: 2, LIGHT: 1, SUGAR: 1, CATS: 2, MICE: 1, MILK: 1, TRAINS: 1, RAILS: 1, STEAM: 1}
"""In how many of the four documents each word is."""


def test_what_was_added_is_counted_in_one_record(index: HybridIndex, client: GuardedClient) -> None:
    (found,) = client.statistics()
    assert (found.documents, frequencies(found), found.unlisted) == (4, COUNTED, 0)


def test_views_count_into_the_record_of_their_index(index: HybridIndex, client: GuardedClient) -> None:
    index.view(F.tenant == "t").add([Document("t", "plants", {"tenant": "t"})])
    (found,) = client.statistics()
    assert (found.documents, frequencies(found)) == (5, COUNTED | {PLANTS: 3})


def test_what_is_unchanged_is_not_counted_and_what_is_replaced_is_counted_again(
    index: HybridIndex, client: GuardedClient
) -> None:
    index.add(documents())
    assert client.statistics()[0].documents == 4
    index.add([Document("d", "milk")])
    index.delete("d")
    (found,) = client.statistics()
    assert (found.documents, frequencies(found)) == (5, COUNTED | {MILK: 2})


def test_what_the_backend_refused_is_not_counted(
    empty: HybridIndex, client: GuardedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    upsert = client.upsert

    def refuse_a(rows: Sequence[Row]) -> WriteReport:
        report = upsert([row for row in rows if row.id != "a"])
        return replace(report, failed=(FailedDocument("a", "no"),))

    monkeypatch.setattr(client, "upsert", refuse_a)
    assert empty.add(documents()).written == 3
    (found,) = client.statistics()
    assert (found.documents, frequencies(found)[PLANTS]) == (3, 1)


def test_a_document_without_a_known_word_is_counted_too(empty: HybridIndex, client: GuardedClient) -> None:
    empty.add([Document("a", "zzz")])
    assert client.statistics()[0].documents == 1


def test_the_record_is_stored_again_after_every_percent_and_on_close(empty: HybridIndex, client: GuardedClient) -> None:
    empty.add([Document(str(n), "plants") for n in range(300)], batch_size=300)
    for n in range(300, 305):
        empty.add([Document(str(n), "plants")])
    assert len(client.written) == 2  # at 300 and at 303
    assert client.statistics()[0].documents == 303
    empty.close()
    assert client.statistics()[0].documents == 305
    empty.close()
    assert len(set(client.written)) == 1


def test_an_index_that_only_reads_leaves_no_record(index: HybridIndex, another: Callable[[], HybridIndex]) -> None:
    reader = another()
    reader.search("plants")
    reader.close()
    assert reader.url == index.url


def test_two_writers_have_a_record_each(
    index: HybridIndex, another: Callable[[], HybridIndex], client: GuardedClient
) -> None:
    another().add([Document("e", "plants")])
    assert sorted(found.documents for found in client.statistics()) == [1, 4]


def test_another_encoder_writes_nothing_and_reads_nothing(client: GuardedClient) -> None:
    for encoder in (WordEncoder(), AdaptiveWordEncoder(sparse=False)):
        with HybridIndex.open("memory://notes", encoder, client=client) as index:
            index.add(documents())
            index.search("plants", explain=True)
            index.doctor()
            assert index.stats().statistics_documents is None
            index.drop()
    assert (client.read, client.written) == ([], [])


@pytest.mark.parametrize("error", [None, BackendUnavailable("gone")])
def test_a_record_that_cannot_be_stored_does_not_fail_add_and_is_logged_once(
    empty: HybridIndex,
    client: GuardedClient,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception | None,
) -> None:
    client.may_write = False
    if error is not None:
        put = client.put_record

        def refuse(key: str, value: bytes) -> None:
            if key.startswith("stats/"):
                raise error
            put(key, value)

        monkeypatch.setattr(client, "put_record", refuse)
    for document in documents():
        assert empty.add([document]) == AddReport(written=1)
    (message,) = [record.getMessage() for record in caplog.records]
    assert message.startswith("memory://notes: the collection statistics of what was added could not be stored (")
    assert "call recount()" in message
    assert [hit.id for hit in empty.search("rails", legs="sparse")] == ["d"]
    empty.close()


def test_rights_that_come_back_are_used(empty: HybridIndex, client: GuardedClient) -> None:
    client.may_write = False
    empty.add(documents())
    client.may_write = True
    empty.close()
    assert client.statistics()[0].documents == 4


def test_a_dropped_index_is_counted_from_zero(index: HybridIndex, client: GuardedClient) -> None:
    index.drop()
    index.add([Document("a", "plants")])
    (found,) = client.statistics()
    assert (found.documents, frequencies(found)) == (1, {PLANTS: 1})


def test_the_asynchronous_index_stores_the_same() -> None:
    client = GuardedClient()

    async def main() -> None:
        async with await AsyncHybridIndex.open("memory://notes", AdaptiveWordEncoder(), client=client) as index:
            await index.add([Document(str(n), "plants") for n in range(300)])
            await index.add([Document("one", "plants")])
        await index.close()

    asyncio.run(main())
    (found,) = client.statistics()
    assert (found.documents, frequencies(found)) == (301, {PLANTS: 301})


def test_the_embedded_folder_keeps_the_record(tmp_path: Path) -> None:
    with HybridIndex.open(tmp_path / "notes", AdaptiveWordEncoder()) as index:
        index.add(documents())
    with HybridIndex.open(tmp_path / "notes", AdaptiveWordEncoder()) as index:
        assert index.stats().statistics_documents == 4


KILLED = """
import os, signal, sys
from hybrid_search import Document, HybridIndex
from tests.fakes import AdaptiveWordEncoder

index = HybridIndex.open(sys.argv[1], AdaptiveWordEncoder())
index.add(Document(str(n), "plants") for n in range(300))
for n in range(300, 302):
    index.add([Document(str(n), "plants")])
os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
"""


def test_a_writer_that_is_killed_loses_one_percent_at_most(tmp_path: Path) -> None:
    path = os.pathsep.join([str(Path(__file__).parents[3]), *filter(None, sys.path)])
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "notes")], env=os.environ | {"PYTHONPATH": path}, check=False
    )
    assert killed.returncode != 0
    with HybridIndex.open(tmp_path / "notes", AdaptiveWordEncoder()) as index:
        assert (index.count(), index.stats().statistics_documents) == (302, 300)


def test_a_client_that_was_closed_already_is_no_error() -> None:
    client = MemoryClient()
    index = HybridIndex.open("memory://notes", AdaptiveWordEncoder(), client=client)
    index.add([Document(str(n), "plants") for n in range(300)])
    index.add([Document("one", "plants")])
    client.close()
    index.close()
