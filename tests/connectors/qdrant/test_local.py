"""The client's local mode."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from qdrant_client import AsyncQdrantClient, QdrantClient

from hybrid_search import AsyncHybridIndex, Document
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import WriteReport
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.qdrant.local import LocalClient, finished
from hybrid_search.connectors.registry import connect
from hybrid_search.errors import IndexClosed
from tests.connectors.contract.opened import SPEC
from tests.fakes import WordEncoder, row

URL = "qdrant://localhost/notes"


class Counting:
    """A client that notices two calls at once."""

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0
        self.turn = threading.Event()

    def work(self) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.turn.wait(0.001)
        self.inside -= 1


def test_calls_come_one_at_a_time_also_through_two_wrappers() -> None:
    client = Counting()
    wrappers = [LocalClient(client), LocalClient(client)]
    threads = [threading.Thread(target=wrapper.work) for wrapper in wrappers * 10]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client.most == 1


def test_a_coroutine_that_never_waits_gives_its_result() -> None:
    async def answer() -> int:
        return 42

    assert finished(answer()) == 42


def test_one_that_waits_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="waited for the event loop"):
        finished(asyncio.sleep(0))


@pytest.mark.parametrize("kind", [QdrantClient, AsyncQdrantClient])
def test_several_indexes_share_one_client_and_leave_it_open(kind: Any) -> None:
    client = kind(":memory:")
    for name in ("one", "two"):
        connector = connect(f"qdrant://localhost/{name}", Access(client=client))
        driver = Driver(connector)
        driver.run(connector.create(SPEC))
        assert driver.run(connector.upsert([row(name)])) == WriteReport(written=1)
        driver.close()
    connector = connect("qdrant://localhost/one", Access(client=client))
    assert set(Driver(connector).run(connector.fetch(["one", "two"]))) == {"one"}


def test_a_client_that_was_closed_is_said() -> None:
    client = QdrantClient(":memory:")
    connector = connect(URL, Access(client=client))
    client.close()
    with pytest.raises(IndexClosed, match="the client was closed"):
        Driver(connector).run(connector.exists())


def test_the_asynchronous_index_searches_off_the_event_loop() -> None:
    async def main() -> list[str]:
        index = await AsyncHybridIndex.open(URL, WordEncoder(), client=AsyncQdrantClient(":memory:"))
        await index.add([Document("1", "plants light"), Document("2", "cats mice")])
        hits = await index.search("plants", k=1)
        await index.close()
        return [hit.id for hit in hits]

    assert asyncio.run(main()) == ["1"]
