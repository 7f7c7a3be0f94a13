"""Several threads, and the event loop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from hybrid_search import F
from hybrid_search.connectors.drivers import AsyncDriver
from hybrid_search.connectors.registry import connect
from hybrid_search.errors import IndexClosed
from tests.connectors.contract.base import (
    SPEC,
    ConnectorContract,
    Opened,
    scores,
    sparse_leg,
)
from tests.fakes import row


class ConcurrencyContract(ConnectorContract):
    def test_threads_may_write_and_search_at_once(self, made: Opened) -> None:
        errors: list[BaseException] = []

        def work(thread: int) -> None:
            try:
                for n in range(5):
                    made.run(
                        made.connector.upsert([row(f"{thread}-{n}-{k}", metadata={"t": thread}) for k in range(4)])
                    )
                    assert len(made.ids(F.t == thread)) == 4 * (n + 1)
                    made.run(made.connector.put_record(f"record-{thread}", str(n).encode()))
            except BaseException as error:  # an assertion in a thread would be lost
                errors.append(error)

        threads = [threading.Thread(target=work, args=(thread,)) for thread in range(6)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert errors == []
        assert made.count() == 6 * 5 * 4
        assert len(made.run(made.connector.list_records("record-"))) == 6

    def test_the_asynchronous_driver_gives_the_same(self, url: str) -> None:
        async def main() -> None:
            connector = connect(url)
            driver = AsyncDriver(connector)
            await driver.run(connector.create(SPEC))
            await asyncio.gather(*(driver.run(connector.upsert([row(str(n), sparse={1: 1.0 + n})])) for n in range(10)))
            (leg,) = await driver.run(connector.search([sparse_leg({1: 2.0}, limit=2)]))
            assert scores(leg) == {"9": pytest.approx(20.0), "8": pytest.approx(18.0)}
            assert await driver.run(connector.count(None)) == 10
            await driver.close()
            with pytest.raises(IndexClosed):
                await driver.run(connector.count(None))

        asyncio.run(main())
