"""Creation by several at once, interrupted, or found half done."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from hybrid_search import Document, HybridIndex, MemoryClient
from hybrid_search.connectors.base import IndexSpec, Row, WriteReport
from hybrid_search.errors import CorruptIndex, EncoderMismatch
from hybrid_search.index import lifecycle
from hybrid_search.index.stamp import STAMP_KEY, Stamp
from tests.fakes import WordEncoder, row
from tests.index.conftest import documents

SPEC = IndexSpec(dims=3, sparse=True)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "_STAMP_WAIT_S", 0.0)


class Overtaken(MemoryClient):
    """Another writer creates the index between our look and our creation."""

    def __init__(self, other: WordEncoder) -> None:
        super().__init__()
        self.other = other

    def create(self, spec: IndexSpec) -> None:
        super().create(spec)
        self.put_record(STAMP_KEY, Stamp.of(self.other).to_bytes())
        super().create(spec)  # now it exists


class TestTwoCreators:
    def test_the_slower_one_goes_on_with_the_index_of_the_faster(self) -> None:
        client = Overtaken(WordEncoder())
        index = HybridIndex.open("memory://notes", WordEncoder(), create=True, client=client)
        assert index.add(documents()).written == 4

    def test_the_slower_one_compares_its_encoder(self) -> None:
        client = Overtaken(WordEncoder(name="faster"))
        with pytest.raises(EncoderMismatch, match="built with the encoder 'faster'"):
            HybridIndex.open("memory://notes", WordEncoder(), create=True, client=client)
        late = HybridIndex.open("memory://notes", WordEncoder(name="faster"), client=client)
        assert late.count() == 0

    def test_the_slower_one_waits_for_the_stamp_of_the_faster(self) -> None:
        class StampedLate(MemoryClient):
            looks = 0

            def get_record(self, key: str) -> bytes | None:
                self.looks += 1
                if self.looks == 5:
                    self.put_record(STAMP_KEY, Stamp.of(WordEncoder(name="slow")).to_bytes())
                return super().get_record(key)

        client = StampedLate()
        client.create(SPEC)
        with pytest.raises(EncoderMismatch, match="built with the encoder 'slow'"):
            HybridIndex.open("memory://notes", WordEncoder(), client=client)

    def test_many_threads_may_begin_at_once(self) -> None:
        client = MemoryClient()
        index = HybridIndex.open("memory://notes", WordEncoder(), client=client)
        together = threading.Barrier(8)
        errors: list[BaseException] = []

        def work(thread: int) -> None:
            together.wait(10)
            try:
                index.add([Document(str(thread), "plants")])
            except BaseException as error:  # an assertion in a thread would be lost
                errors.append(error)

        threads = [threading.Thread(target=work, args=(thread,)) for thread in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert errors == []
        assert index.count() == 8


class TestInterruptedCreation:
    def test_an_index_without_stamp_and_rows_is_taken_over(self) -> None:
        client = MemoryClient()
        client.create(SPEC)
        index = HybridIndex.open("memory://notes", WordEncoder(), client=client)
        assert index.add(documents()).written == 4
        with pytest.raises(EncoderMismatch):
            HybridIndex.open("memory://notes", WordEncoder(name="other"), client=client)

    def test_one_without_stamp_and_with_rows_is_damaged(self) -> None:
        client = MemoryClient()
        client.create(SPEC)
        client.upsert([row("a")])
        with pytest.raises(CorruptIndex, match=r"has documents and no stamp, .* drop it and build it again"):
            HybridIndex.open("memory://notes", WordEncoder(), client=client)

    def test_an_add_that_failed_leaves_an_index_that_can_be_used(self) -> None:
        class Failing(MemoryClient):
            failures = 1

            def upsert(self, rows: Sequence[Row]) -> WriteReport:
                self.failures -= 1
                if self.failures >= 0:
                    raise OSError("the disk is full")
                return super().upsert(rows)

        index = HybridIndex.open("memory://notes", WordEncoder(), client=Failing())
        with pytest.raises(OSError, match="the disk is full"):
            index.add(documents())
        assert index.count() == 0
        assert index.add(documents()).written == 4
