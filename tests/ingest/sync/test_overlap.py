"""Reading, encoding and writing go on at the same time, and none gets far ahead of the next."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from hybrid_search import AsyncHybridIndex, Document, HybridIndex
from hybrid_search.connectors.base import Row, WriteReport
from hybrid_search.encoders import Encoded
from hybrid_search.errors import StorageFull
from hybrid_search.ingest.pipeline.conductor import AHEAD
from hybrid_search.ingest.sync import SyncReport
from hybrid_search.ingest.sync.operation import PORTION
from hybrid_search.ingest.sync.reading import WINDOW
from tests.fakes import WordEncoder
from tests.ingest.sync.conftest import BarChunker, CountingClient, documents

BATCH = 64
LONG_S = 30.0


class Source:
    """Numbered documents, and how many of them were read."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.read = 0
        self.threads: set[int] = set()
        self.reached = threading.Condition()

    def __iter__(self) -> Iterator[Document]:
        for n in range(self.number):
            self.threads.add(threading.get_ident())
            with self.reached:
                self.read += 1
                self.reached.notify_all()
            yield Document(str(n), "plants")

    def wait_until(self, read: int) -> None:
        with self.reached:
            assert self.reached.wait_for(lambda: self.read >= read, LONG_S)


class Watching(WordEncoder):
    """Notes how much of the source was read, and how much is stored, when it is called."""

    def __init__(self, source: Source, client: CountingClient, wait_at: dict[int, int]) -> None:
        super().__init__()
        self.source = source
        self.client = client
        self.wait_at = wait_at
        self.seen: list[tuple[int, int]] = []

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        if (read := self.wait_at.get(len(self.seen))) is not None:
            self.source.wait_until(read)
        self.seen.append((self.source.read, sum(map(len, self.client.upserts))))
        return super().encode_documents(texts)


class TestBounds:
    def test_the_reader_is_some_portions_ahead_and_no_more(self, client: CountingClient) -> None:
        source = Source(5_000)
        portion = BATCH * PORTION
        ahead = portion * (1 + AHEAD + 1)  # being encoded, waiting, in the reader's hands
        encoder = Watching(source, client, wait_at={0: ahead, 20: ahead + 5 * portion})
        with HybridIndex.open("memory://notes", encoder, client=client) as index:
            assert index.sync(source, batch_size=BATCH).added == 5_000
        for batch, (read, stored) in enumerate(encoder.seen):
            assert read <= batch // PORTION * portion + ahead + WINDOW
            assert stored >= (batch - 4) * BATCH  # one is written, and two wait

    def test_a_backend_that_waits_holds_the_source_up(
        self, client: CountingClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = Source(5_000)
        upsert = client.upsert
        read: list[int] = []

        def slow(rows: Sequence[Row]) -> WriteReport:
            if not read:
                # Three of the first portion's batches are encoded: one is being written and two wait, so the fourth is
                # not begun. The second portion waits, and the third is in the reader's hands.
                source.wait_until(3 * BATCH * PORTION)
                read.append(source.read)
            return upsert(rows)

        monkeypatch.setattr(client, "upsert", slow)
        with HybridIndex.open("memory://notes", WordEncoder(), client=client) as index:
            report = index.sync(source, batch_size=BATCH)
        assert report.added == 5_000
        assert read == [3 * BATCH * PORTION]

    def test_all_rows_of_a_long_document_go_together(self, index: HybridIndex, client: CountingClient) -> None:
        long = Document("long", " | ".join(["plants"] * 50))
        assert index.sync([long, *documents("cats")], chunker=BarChunker(), batch_size=2).written == 51
        assert client.upserts[0] == [f"long#{n}" for n in range(1, 50)]
        assert client.upserts[1] == ["long#0"]


class TestThreads:
    def test_the_source_is_read_by_the_caller(self, index: HybridIndex) -> None:
        source = Source(600)
        told: set[int] = set()
        index.sync(source, progress=lambda _: told.add(threading.get_ident()))
        assert source.threads == told == {threading.get_ident()}

    def test_so_it_may_be_a_cursor_that_no_other_thread_may_use(self, index: HybridIndex) -> None:
        database = sqlite3.connect(":memory:")
        database.execute("create table notes (id text, body text)")
        database.executemany("insert into notes values (?, 'plants')", [(str(n),) for n in range(600)])
        rows = database.execute("select id, body from notes")
        assert index.sync(Document(id, body) for id, body in rows).added == 600
        database.close()


class TestErrors:
    @pytest.fixture(autouse=True)
    def none_is_left(self) -> Iterator[None]:
        before = set(threading.enumerate())
        yield
        left = [one for one in set(threading.enumerate()) - before if one.name.startswith("hybrid-search-beside")]
        assert left == []

    def test_of_the_source(self, index: HybridIndex) -> None:
        def stream() -> Iterator[Document]:
            yield from documents(*["plants"] * 700)
            raise OSError("the share is gone")

        with pytest.raises(OSError, match="the share is gone") as caught:
            index.sync(stream())
        assert "700 added" in caught.value.__notes__[0]
        assert index.count() == 700

    def test_of_the_encoder(self, index: HybridIndex, encoder: WordEncoder, client: CountingClient) -> None:
        def full(texts: object) -> Encoded:
            raise StorageFull("of the encoder's own cache")

        encoder.encode_documents = full  # type: ignore[method-assign]  # a fault
        with pytest.raises(StorageFull):
            index.sync(Source(5_000))
        assert client.list_records("sync/") == []

    def test_of_the_backend(self, index: HybridIndex, client: CountingClient, monkeypatch: pytest.MonkeyPatch) -> None:
        source = Source(10_000)
        upsert = client.upsert

        def full(rows: Sequence[Row]) -> WriteReport:
            if len(client.upserts) == 3:
                raise StorageFull("the disk is full")
            return upsert(rows)

        with monkeypatch.context() as patch:
            patch.setattr(client, "upsert", full)
            with pytest.raises(StorageFull):
                index.sync(source)
        assert source.read < 10_000
        assert client.list_records("sync/") == []
        report = index.sync(Source(1_000))
        assert (report.added, report.unchanged) == (1_000 - 3 * BATCH, 3 * BATCH)

    def test_of_the_progress(self, index: HybridIndex) -> None:
        def stop(report: SyncReport) -> None:
            if report.written:
                raise KeyboardInterrupt

        source = Source(10_000)
        with pytest.raises(KeyboardInterrupt):
            index.sync(source, progress=stop)
        assert source.read < 10_000
        assert 0 < index.count() < 10_000

    def test_a_lost_lease_ends_it(
        self, index: HybridIndex, client: CountingClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("hybrid_search.ingest.sync.lease.BEAT_S", 0.0)
        source = Source(100_000)

        def lose(report: SyncReport) -> None:
            for key in client.list_records("sync/"):
                client.delete_record(key)

        with pytest.raises(Exception, match="the claim of this sync is gone"):
            index.sync(source, progress=lose)
        assert source.read < 100_000


def test_what_is_left_out_is_in_the_order_of_the_source_whichever_stage_it_was(index: HybridIndex) -> None:
    source: list[Any] = [
        Document(str(n), " | ".join(["plants"] * (1 + n % 7))) if n % 50 else f"entry {n}" for n in range(700)
    ]

    class Picky(BarChunker):
        def chunks(self, document: Document) -> list:  # type: ignore[type-arg]  # whatever it is, it is wrong
            return [] if int(document.id) % 70 == 1 else [*super().chunks(document)]

    wanted = [f"entry {n + 1}" for n in range(0, 256, 50)] + ["1", "71", "141", "211"]
    wanted += [f"entry {n + 1}" for n in range(300, 512, 50)] + ["281", "351", "421", "491"]
    wanted += [f"entry {n + 1}" for n in range(550, 700, 50)] + ["561", "631"]
    assert [one.id for one in index.sync(source, chunker=Picky(), batch_size=3).failed] == wanted


def test_the_report_says_what_the_stages_did(index: HybridIndex) -> None:
    told: list[SyncReport] = []
    report = index.sync(Source(1_000), progress=told.append)
    assert [stage.items for _, stage in report.stages] == [1_000, 1_000, 1_000]
    assert all(stage.busy_s > 0 for _, stage in report.stages)
    times = [stage.busy_s + stage.starved_s + stage.blocked_s for _, stage in report.stages]
    assert times == pytest.approx([times[0]] * 3, rel=0.5)
    assert report.limit is not None
    assert report.limit.share == max(stage.share for _, stage in report.stages)
    assert report.as_dict()["stages"]["encode"]["items"] == 1_000
    assert report.as_dict()["limit"] == {"stage": report.limit.stage, "share": report.limit.share}
    assert any(one.stages.encode.items for one in told)


def test_cancelled_in_asyncio_it_releases_its_lease_and_the_next_run_goes_on(client: CountingClient) -> None:
    source = Source(20_000)

    async def cancel() -> SyncReport:
        async with await AsyncHybridIndex.open("memory://notes", WordEncoder(), client=client) as index:
            stored = asyncio.Event()
            task = asyncio.create_task(index.sync(source, progress=lambda one: stored.set() if one.written else None))
            await stored.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert client.list_records("sync/") == []
            assert asyncio.all_tasks() == {asyncio.current_task()}
            return await index.sync(Source(1_000))

    report = asyncio.run(cancel())
    assert source.read < 20_000
    assert report.unchanged >= BATCH
    assert report.added + report.unchanged == 1_000
