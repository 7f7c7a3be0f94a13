from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Connector, IndexSpec, Row
from hybrid_search.connectors.drivers import AsyncDriver, Driver
from hybrid_search.connectors.embedded import EmbeddedClient, EmbeddedConnector
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import IndexClosed, PermissionDenied, StorageFull
from hybrid_search.filters import F

MakeRow = Callable[..., Row]
SPEC = IndexSpec(dims=3, sparse=True)


@pytest.mark.parametrize("prefix", ["", "file://"])
def test_a_path_is_an_embedded_index(folder: Path, prefix: str) -> None:
    connector: Connector = connect(f"{prefix}{folder}")
    assert isinstance(connector, EmbeddedConnector)
    assert connector.url == str(folder)
    assert connector.local
    assert not folder.exists()


def test_operations_run_on_the_synchronous_driver(folder: Path, make_row: MakeRow) -> None:
    connector = connect(folder)
    driver = Driver(connector)
    assert not driver.run(connector.exists())
    driver.run(connector.create(SPEC))
    assert driver.run(connector.upsert([make_row("a", metadata={"lang": "en"})])).written == 1
    assert driver.run(connector.count(F.lang == "en")) == 1
    driver.close()
    with pytest.raises(IndexClosed):
        driver.run(connector.count(None))
    other = connect(folder)
    assert Driver(other).run(other.drop())
    assert not folder.exists()


def test_operations_run_on_the_asynchronous_driver(folder: Path, make_row: MakeRow) -> None:
    async def use() -> tuple[Any, Any]:
        connector = connect(folder)
        driver = AsyncDriver(connector)
        await driver.run(connector.create(SPEC))
        await driver.run(connector.upsert([make_row("a"), make_row("b")]))
        await driver.run(connector.optimize())
        answers = await driver.run(connector.count(None)), await driver.run(connector.hashes(["a", "c"]))
        await driver.close()
        return answers

    assert asyncio.run(use()) == (2, {"a": "h"})


def test_a_client_of_the_caller_stays_open(client: EmbeddedClient, folder: Path) -> None:
    connector = EmbeddedConnector(parse_url(folder), Access(client=client))
    driver = Driver(connector)
    driver.run(connector.count(None))
    driver.close()
    assert client.count(None) == 0


def test_a_folder_without_permission_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    connector = connect(folder)
    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(PermissionDenied, match=f"{folder}.*Change the permissions"):
        Driver(connector).run(connector.count(None))


def test_what_the_engine_says_of_a_full_disk_is_mapped(
    client: EmbeddedClient, folder: Path, make_row: MakeRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.upsert([make_row("a")])

    class Shard:
        def update(self, operation: object) -> NoReturn:
            raise Exception("Service runtime error: No space left on device (os error 28)")  # noqa: TRY002  # as it is

    connector = EmbeddedConnector(parse_url(folder), Access(client=client))
    with client._turn() as index, monkeypatch.context() as patch:
        patch.setattr(index, "shard", Shard())
        with pytest.raises(StorageFull, match="acknowledged before is kept"):
            Driver(connector).run(connector.upsert([make_row("b")]))
    assert client.hashes(["a", "b"]) == {"a": "h"}
