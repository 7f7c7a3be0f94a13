"""When additions and deletions wait until searches see them."""

from __future__ import annotations

import pytest

from hybrid_search import Document, F, HybridIndex
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.memory import MemoryConnector
from hybrid_search.connectors.steps import Operation
from hybrid_search.connectors.url import parse_url
from hybrid_search.index.core import Core
from tests.fakes import WordEncoder
from tests.index.conftest import documents


class SlowConnector(MemoryConnector):
    """Counts how often it was waited for."""

    settled = 0

    def settle(self) -> Operation[None]:
        self.settled += 1
        yield from ()


@pytest.fixture
def connector() -> SlowConnector:
    return SlowConnector(parse_url("memory://notes"), Access())


@pytest.fixture
def slow(connector: SlowConnector) -> HybridIndex:
    return HybridIndex(Core(connector, WordEncoder()), Driver(connector))


def test_an_addition_waits_once_after_all_its_batches(slow: HybridIndex, connector: SlowConnector) -> None:
    slow.add(documents(), batch_size=1)
    assert connector.settled == 1


def test_it_does_not_wait_if_asked_not_to(slow: HybridIndex, connector: SlowConnector) -> None:
    slow.add(documents(), wait=False)
    assert connector.settled == 0


def test_nothing_written_is_nothing_to_wait_for(slow: HybridIndex, connector: SlowConnector) -> None:
    slow.add(documents())
    slow.add(documents())
    slow.add([])
    assert slow.delete("absent") == 0
    assert connector.settled == 1


def test_deletions_wait(slow: HybridIndex, connector: SlowConnector) -> None:
    slow.add([*documents(), Document("x", "milk", {"n": 1})], wait=False)
    slow.delete("a")
    slow.delete(where=F.n == 1)
    assert connector.settled == 2
