"""The record of a generation that was live."""

from __future__ import annotations

import pytest

from hybrid_search import HybridIndex, MemoryClient
from hybrid_search.index.served import Served, put_served, read_served
from tests.fakes import WordEncoder


@pytest.fixture
def client() -> MemoryClient:
    return MemoryClient()


@pytest.fixture
def index(client: MemoryClient) -> HybridIndex:
    return HybridIndex.open("memory://notes", WordEncoder(), create=True, client=client)


@pytest.mark.parametrize("served", [Served(None), Served(7)])
def test_it_is_read_as_it_was_put(index: HybridIndex, served: Served) -> None:
    connector, driver = index._core.connector, index._driver
    assert driver.run(read_served(connector)) is None
    driver.run(put_served(connector, served))
    assert driver.run(read_served(connector)) == served


@pytest.mark.parametrize("record", [b"", b"\xff", b"[]", b"{}", b'{"before": "1"}', b'{"before": 0}', b"1"])
def test_what_is_none_counts_as_none(index: HybridIndex, client: MemoryClient, record: bytes) -> None:
    client.put_record("served", record)
    assert index._driver.run(read_served(index._core.connector)) is None
