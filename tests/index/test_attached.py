"""An index that somebody else wrote: everything can be read, and nothing written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hybrid_search import Document, F, HybridIndex, MemoryClient
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.memory import MemoryConnector
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import IndexNotFound, Unsupported
from hybrid_search.index import lifecycle
from hybrid_search.index.core import Core
from hybrid_search.index.stamp import STAMP_KEY
from tests.fakes import WordEncoder
from tests.index.conftest import TEXTS, SpyClient


class ForeignConnector(MemoryConnector):
    """A store that its owner filled, and that has no stamp."""

    attached = True


def opened(client: MemoryClient, *, create: bool | None = None) -> HybridIndex:
    connector = ForeignConnector(parse_url("memory://notes"), Access(client=client))
    core, driver = Core(connector, WordEncoder(), create), Driver(connector)
    driver.run(lifecycle.open_index(core))
    return HybridIndex(core, driver)


@pytest.fixture
def foreign(index: HybridIndex, client: SpyClient) -> HybridIndex:
    assert index.count() == len(TEXTS)
    client.delete_record(STAMP_KEY)
    return opened(client)


def test_it_is_read_without_a_stamp(foreign: HybridIndex) -> None:
    assert foreign.search("plants", legs="sparse").ids == ("b", "a")
    assert foreign.get("c") == Document("c", TEXTS["c"])
    assert foreign.count() == 4
    assert foreign.stats().encoder == "words"


@pytest.mark.parametrize(
    "write",
    [
        lambda index: index.add([Document("x", "plants")]),
        lambda index: index.delete("a"),
        lambda index: index.delete(where=F.x == 1),
        lambda index: index.drop(),
        lambda index: index.optimize(),
        lambda index: index.recount(),
    ],
)
def test_it_is_never_written(foreign: HybridIndex, write: Callable[[HybridIndex], Any]) -> None:
    with pytest.raises(Unsupported):
        write(foreign)
    assert foreign.count() == 4


def test_the_refusal_says_why_and_what_to_do(foreign: HybridIndex) -> None:
    with pytest.raises(Unsupported, match=r"opened read-only by fields=.*make an index of your own"):
        foreign.add([])


def test_the_doctor_misses_neither_stamp_nor_rights(foreign: HybridIndex) -> None:
    assert [finding.severity for finding in foreign.doctor()] == ["note"]  # that memory is volatile


@pytest.mark.parametrize("create", [None, False])
def test_a_missing_one_is_said_at_once(create: bool | None) -> None:
    with pytest.raises(IndexNotFound, match="check the name"):
        opened(MemoryClient(), create=create)


def test_it_cannot_be_created() -> None:
    with pytest.raises(Unsupported):
        opened(MemoryClient(), create=True)
