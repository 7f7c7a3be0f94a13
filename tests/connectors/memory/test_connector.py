"""The memory connector: whose store it is."""

from __future__ import annotations

import pytest

from hybrid_search import MemoryClient
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.registry import connect
from hybrid_search.errors import IndexClosed
from tests.fakes import row

SPEC = IndexSpec(dims=3, sparse=True)


def test_each_opening_is_a_store_of_its_own() -> None:
    first, second = connect("memory://notes"), connect("memory://notes")
    Driver(first).run(first.create(SPEC))
    assert Driver(second).run(second.exists()) is False


def test_openings_with_one_client_share_it_and_closing_one_leaves_it_open() -> None:
    client = MemoryClient()
    first, second = connect("memory://a", Access(client=client)), connect("memory://b", Access(client=client))
    driver = Driver(first)
    driver.run(first.create(SPEC))
    driver.run(first.upsert([row("a")]))
    driver.close()
    assert Driver(second).run(second.count(None)) == 1


def test_a_client_of_our_own_is_emptied_by_close() -> None:
    connector = connect("memory://notes")
    driver = Driver(connector)
    driver.run(connector.create(SPEC))
    client = connector.connect()
    driver.close()
    with pytest.raises(IndexClosed, match="its rows are gone"):
        client.count(None)


def test_what_a_search_reads_is_not_changed_by_a_later_write() -> None:
    client = MemoryClient()
    client.create(SPEC)
    client.upsert([row("a")])
    found = client.fetch(["a"], vectors=True)
    client.upsert([row("a", text="new")])
    assert found["a"].text == "a text"
