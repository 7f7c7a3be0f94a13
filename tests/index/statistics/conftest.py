"""An index in memory with an encoder that listens to the statistics."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hybrid_search import HybridIndex, MemoryClient
from hybrid_search.encoders.statistics import CollectionStatistics
from hybrid_search.errors import PermissionDenied
from hybrid_search.index.statistics.record import PREFIX, from_bytes
from tests.fakes import AdaptiveWordEncoder


class GuardedClient(MemoryClient):
    """A store that counts what is asked of its records, and can refuse it."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self.written: list[str] = []
        self.may_read = self.may_write = True

    def get_record(self, key: str) -> bytes | None:
        if key.startswith(PREFIX):
            self.read.append(key)
            if not self.may_read:
                raise PermissionDenied("no reading here")
        return super().get_record(key)

    def put_record(self, key: str, value: bytes) -> None:
        if key.startswith(PREFIX):
            self.written.append(key)
            if not self.may_write:
                raise PermissionDenied("no writing here")
        super().put_record(key, value)

    def statistics(self) -> list[CollectionStatistics]:
        """What the records hold."""
        records = [super(GuardedClient, self).get_record(key) for key in self.list_records(PREFIX)]
        return [from_bytes(record) for record in records if record is not None]


@pytest.fixture
def encoder() -> AdaptiveWordEncoder:
    return AdaptiveWordEncoder()


@pytest.fixture
def client() -> GuardedClient:
    return GuardedClient()


@pytest.fixture
def another(client: GuardedClient, encoder: AdaptiveWordEncoder) -> Iterator[Callable[[], HybridIndex]]:
    """Opens the same index once more, as another process would."""
    opened: list[HybridIndex] = []

    def open_one() -> HybridIndex:
        opened.append(HybridIndex.open("memory://notes", encoder, client=client))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


class Clock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Replaces the clock that says when statistics are read again."""
    clock = Clock()
    monkeypatch.setattr("hybrid_search.index.statistics.known.monotonic", clock)
    return clock
