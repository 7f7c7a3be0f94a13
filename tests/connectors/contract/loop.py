"""The asynchronous driver for tests that are written without async."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.drivers import AsyncDriver
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.connectors.steps import Operation

T = TypeVar("T")


class LoopDriver:
    """An AsyncDriver on an event loop in a thread of its own; operations of several threads run there at once."""

    def __init__(self, connector: Connector, policy: RetryPolicy | None = None) -> None:
        self._driver = AsyncDriver(connector, policy)
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()
        self._thread = threading.Thread(target=self._work, name="event loop", daemon=True)
        self._thread.start()

    def run(self, operation: Operation[T], *, whole: bool = False) -> T:
        """The result of the operation, or its error."""
        return self._wait(self._driver.run(operation, whole=whole))

    def close(self) -> None:
        """Close the driver; the loop goes on, so that later runs can be refused."""
        self._wait(self._driver.close())

    def stop(self) -> None:
        """End the loop and its thread."""
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()

    def _wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def _work(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._stopped.wait())
