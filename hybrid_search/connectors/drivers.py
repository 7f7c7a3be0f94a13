"""The two drivers: they run the same operations on a synchronous or an asynchronous client."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import copy_context
from copy import copy
from dataclasses import replace
from functools import partial, reduce
from typing import Any, TypeVar

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.beside import Tasks, Threads, wait_in_loop, wait_in_thread
from hybrid_search.connectors.retry import ATTEMPTS_WITHOUT_LIMIT, Budget, Retries, RetryPolicy
from hybrid_search.connectors.steps import Call, Compute, Gather, Operation, Sleep, Start, Step, Wait
from hybrid_search.errors import IndexClosed

T = TypeVar("T")
_Check = Callable[[], None]
_GATHER_THREADS = 4


class Driver:
    """Runs operations on the synchronous client. Safe for several threads if the client is.

    Args:
        connector: Whose client, retries and error mapping are used.
        policy: When to try again.
        sleep: Waits so many seconds; replaced in tests.
    """

    def __init__(
        self, connector: Connector, policy: RetryPolicy | None = None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._connector = connector
        self._policy = policy or RetryPolicy()
        self._lifetime = _Lifetime(connector.url)
        self._sleep = sleep
        self._client = _Once(connector.connect)
        self._gather_pool = _Once(lambda: ThreadPoolExecutor(_GATHER_THREADS, thread_name_prefix="hybrid-search"))

    def run(self, operation: Operation[T], *, whole: bool = False) -> T:
        """Run one operation to its end.

        Args:
            operation: The steps.
            whole: Whether the policy's deadline is for all its calls together, in place of each by itself; the time of
                computations is not counted.

        Raises:
            HybridSearchError: what the operation raises, or the mapped error of a call that finally failed.
            IndexClosed: if the driver was closed, also by another thread before the operation's next call.
        """
        budget = Budget(self._policy.deadline_s) if whole else None
        return self._drive(operation, self._lifetime.check, None, budget)

    def patient(self, patience_s: float | None) -> Driver:
        """This driver, trying each request again for so long, however often; closing either closes both.

        Args:
            patience_s: Seconds for each request, its waits included; None for no limit.
        """
        other = copy(self)
        other._policy = replace(self._policy, attempts=ATTEMPTS_WITHOUT_LIMIT, deadline_s=patience_s)
        return other

    def close(self) -> None:
        """Close the connector's client and the threads of this driver; later runs raise IndexClosed."""
        if not self._lifetime.end():
            return
        try:
            if self._client.made:
                self._drive(self._connector.close(), lambda: None, None, None)
        finally:
            if self._gather_pool.made:
                self._gather_pool.get().shutdown()

    def _drive(self, operation: Operation[T], check: _Check, among: Threads | None, budget: Budget | None) -> T:
        beside = Threads()
        try:
            check()
            step = next(operation)
            while True:
                try:
                    check()
                    answer = self._answer(step, check, among, budget, beside)
                except Exception as error:  # the operation decides what an error means
                    step = operation.throw(error)
                else:
                    step = operation.send(answer)
        except StopIteration as stop:
            result: T = stop.value
            return result
        finally:
            try:
                operation.close()
            finally:
                beside.end()

    def _answer(self, step: Step, check: _Check, among: Threads | None, budget: Budget | None, beside: Threads) -> Any:
        sleep = self._sleep if among is None else among.sleep
        match step:
            case Call():
                return self._call(step, sleep, budget)
            case Gather() if self._connector.local or len(step.calls) < 2:
                return [self._call(call, sleep, budget) for call in step.calls]
            case Gather():
                pool, call_one = self._gather_pool.get(), partial(self._call, sleep=sleep, budget=budget)
                calls = [pool.submit(copy_context().run, call_one, call) for call in step.calls]
                wait(calls)  # so that an error never leaves a call behind that still runs
                return [call.result() for call in calls]
            case Sleep():
                return sleep(step.seconds)
            case Compute():
                with _paused(budget):
                    return step.function()
            case Start():

                def check_both() -> None:
                    check()
                    beside.check()

                return beside.start(partial(self._drive, step.operation, check_both, beside, budget))
            case Wait():
                with _paused(budget):
                    return (wait_in_thread if among is None else among.wait)(step.running, step.timeout_s)

    def _call(self, call: Call, sleep: Callable[[float], None], budget: Budget | None) -> Any:
        retries = Retries(self._connector, self._policy, call, budget=budget)
        while True:
            attempt = retries.attempt()
            try:
                return _call(self._client, attempt)
            except Exception as error:  # wait_after raises what is final
                sleep(retries.wait_after(error))


class AsyncDriver:
    """Runs operations on the asynchronous client; a local one runs on a worker thread, so the loop is never blocked.

    Args:
        connector: Whose client, retries and error mapping are used.
        policy: When to try again.
    """

    def __init__(self, connector: Connector, policy: RetryPolicy | None = None) -> None:
        self._connector = connector
        self._policy = policy or RetryPolicy()
        self._lifetime = _Lifetime(connector.url)
        self._client = _Once(connector.connect if connector.local else connector.connect_async)
        self._worker = _Once(lambda: ThreadPoolExecutor(1, thread_name_prefix="hybrid-search"))

    async def run(self, operation: Operation[T], *, whole: bool = False) -> T:
        """Run one operation to its end; see :meth:`Driver.run`."""
        return await self._drive(operation, self._lifetime.check, Budget(self._policy.deadline_s) if whole else None)

    def patient(self, patience_s: float | None) -> AsyncDriver:
        """This driver, trying each request again for so long, however often; closing either closes both.

        Args:
            patience_s: Seconds for each request, its waits included; None for no limit.
        """
        other = copy(self)
        other._policy = replace(self._policy, attempts=ATTEMPTS_WITHOUT_LIMIT, deadline_s=patience_s)
        return other

    async def close(self) -> None:
        """Close the connector's client and the worker thread; later runs raise IndexClosed."""
        if not self._lifetime.end():
            return
        try:
            if self._client.made:
                await self._drive(self._connector.close(), lambda: None, None)
        finally:
            if self._worker.made:
                self._worker.get().shutdown(wait=False)

    async def _drive(self, operation: Operation[T], check: _Check, budget: Budget | None) -> T:
        beside = Tasks()
        try:
            check()
            step = next(operation)
            while True:
                try:
                    check()
                    answer = await self._answer(step, check, budget, beside)
                except Exception as error:  # the operation decides what an error means
                    step = operation.throw(error)
                else:
                    step = operation.send(answer)
        except StopIteration as stop:
            result: T = stop.value
            return result
        finally:
            try:
                operation.close()
            finally:
                await beside.end()

    async def _answer(self, step: Step, check: _Check, budget: Budget | None, beside: Tasks) -> Any:
        match step:
            case Call():
                return await self._call(step, budget)
            case Gather():
                calls = (self._call(call, budget) for call in step.calls)
                answers = await asyncio.gather(*calls, return_exceptions=True)  # as above: no call is left behind
                for answer in answers:
                    if isinstance(answer, BaseException):
                        raise answer
                return answers
            case Sleep():
                return await asyncio.sleep(step.seconds)
            case Compute():
                with _paused(budget):
                    return await _in_thread(None, step.function)
            case Start():

                def check_both() -> None:
                    check()
                    beside.check()

                return beside.start(self._drive(step.operation, check_both, budget))
            case Wait():
                with _paused(budget):
                    return await wait_in_loop(step.running, step.timeout_s)

    async def _call(self, call: Call, budget: Budget | None) -> Any:
        retries = Retries(self._connector, self._policy, call, budget=budget)
        while True:
            attempt = retries.attempt()
            try:
                if self._connector.local:
                    return await _in_thread(self._worker.get(), partial(_call, self._client, attempt))
                return await _call(self._client, attempt)
            except Exception as error:  # wait_after raises what is final
                await asyncio.sleep(retries.wait_after(error))


@contextmanager
def _paused(budget: Budget | None) -> Iterator[None]:
    started = time.monotonic()
    try:
        yield
    finally:
        if budget is not None:
            budget.pause(time.monotonic() - started)


async def _in_thread(pool: Executor | None, function: Callable[[], T]) -> T:
    context = copy_context()  # so that spans of an encoder or a client find their parent
    run = asyncio.get_running_loop().run_in_executor
    return await run(pool, lambda: context.run(_without_stop_iteration, function))


def _without_stop_iteration(function: Callable[[], T]) -> T:
    try:
        return function()
    except StopIteration as error:  # a future cannot hold one: whoever awaits it would wait forever
        raise RuntimeError("a function that the index called raised StopIteration") from error


def _call(client: _Once, call: Call) -> Any:
    """What the client's method returns: a result, or from an asynchronous client a coroutine."""
    return reduce(getattr, call.method.split("."), client.get())(**call.arguments)


class _Lifetime:
    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._ended = False

    def check(self) -> None:
        if self._ended:
            raise IndexClosed(f"{self._url}: the index was closed; open it again")

    def end(self) -> bool:
        """Whether this call ended it; of several threads that close, one does the work."""
        with self._lock:
            first, self._ended = not self._ended, True
            return first


class _Once:
    """Makes its value at the first use, once, whatever the number of threads."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self.made = False
        self._value: Any = None

    def get(self) -> Any:
        if not self.made:
            with self._lock:
                if not self.made:
                    self._value = self._make()
                    self.made = True
        return self._value
