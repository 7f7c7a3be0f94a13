"""A backend that answers from a script, and a connector for it, to test the drivers with."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from hybrid_search.connectors.base import Connector, Failure
from hybrid_search.connectors.drivers import AsyncDriver, Driver
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.errors import BackendError, BackendUnavailable


@dataclass
class Overload(Exception):
    """What the backend's own client raises when it is busy."""

    retry_after_s: float | None = None
    sent: bool = True


@dataclass
class Clock:
    """Seconds that a test moves."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


class Refusal(Exception):
    """What it raises when it will not."""


class Script:
    """The methods of the client: each call takes the next line, which is an answer, an error or a function."""

    def __init__(self, *lines: Any) -> None:
        self.lines = list(lines)
        self.calls: list[dict[str, Any]] = []
        self.closed = 0
        self.indices = self
        self._lock = threading.Lock()

    def ask(self, **arguments: Any) -> Any:
        with self._lock:
            self.calls.append(arguments)
            line = self.lines.pop(0) if self.lines else arguments
        if isinstance(line, Exception):
            raise line
        return line(**arguments) if callable(line) else line

    def close(self) -> None:
        self.closed += 1


class AsyncScript:
    """The asynchronous twin of a script."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self.indices = self

    async def ask(self, **arguments: Any) -> Any:
        await asyncio.sleep(0)
        return self._script.ask(**arguments)

    async def close(self) -> None:
        self._script.close()


class ScriptedConnector:
    """Only what a driver needs of a connector."""

    url = "scripted://host/notes"

    def __init__(self, script: Script, *, local: bool = False) -> None:
        self.script = script
        self.local = local
        self.connected = 0
        self.given_s: list[float] = []
        """Seconds that each call to a server was given."""

    def connect(self) -> Script:
        self.connected += 1
        return self.script

    def connect_async(self) -> AsyncScript:
        self.connected += 1
        return AsyncScript(self.script)

    def timed(self, call: Call, seconds: float) -> Call:
        self.given_s.append(seconds)
        return call

    def failure(self, error: Exception, call: Call) -> Failure | None:
        if isinstance(error, Overload):
            return Failure(
                BackendUnavailable(f"{call.method}: busy"),
                retryable=True,
                sent=error.sent,
                retry_after_s=error.retry_after_s,
            )
        if isinstance(error, Refusal):
            return Failure(BackendError(f"{call.method}: refused"))
        return None

    def close(self) -> Operation[None]:
        yield Call("close")


@dataclass
class Bench:
    """One of the two drivers over a script, with the seconds that it waited."""

    script: Script
    connector: ScriptedConnector
    run: Callable[..., Any]
    close: Callable[[], None]
    slept: list[float] = field(default_factory=list)


def sync_bench(script: Script, policy: RetryPolicy, *, local: bool) -> Bench:
    """The synchronous driver."""
    connector = ScriptedConnector(script, local=local)
    slept: list[float] = []
    driver = Driver(cast("Connector", connector), policy, sleep=slept.append)
    return Bench(script, connector, driver.run, driver.close, slept)


def async_bench(script: Script, policy: RetryPolicy, *, local: bool, slept: list[float]) -> Bench:
    """The asynchronous driver; *slept* is filled by who replaces ``asyncio.sleep``."""
    connector = ScriptedConnector(script, local=local)
    driver = AsyncDriver(cast("Connector", connector), policy)
    return Bench(
        script,
        connector,
        lambda operation, **options: asyncio.run(driver.run(operation, **options)),
        lambda: asyncio.run(driver.close()),
        slept,
    )


def asking(*calls: Call) -> Operation[list[Any]]:
    """An operation that makes calls one after another."""
    answers: list[Any] = []
    for call in calls:
        answer = yield call
        answers.append(answer)
    return answers


def ask(idempotent: bool = True, **arguments: Any) -> Call:
    """A call of the script."""
    return Call("ask", arguments, idempotent=idempotent)


@contextmanager
def running(mode: str, script: Script) -> Iterator[Callable[[Operation[Any]], Any]]:
    """Runs operations by the driver of *mode*, "sync" or "async", with its own waits; closed at the end."""
    connector = cast("Connector", ScriptedConnector(script))
    if mode == "sync":
        driver = Driver(connector)
        yield driver.run
        driver.close()
    else:
        other = AsyncDriver(connector)
        yield lambda operation: asyncio.run(other.run(operation))
        asyncio.run(other.close())
