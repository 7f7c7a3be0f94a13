"""Operations that run beside another one: in threads, or as tasks of the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from contextvars import copy_context
from typing import Any, cast

from hybrid_search.connectors.steps import Running

_MOST = 64
"""Threads; each started operation needs its own, since it may wait for another one."""


class Stopped(BaseException):
    """The operation that started this one has ended. No Exception, so that no operation takes it for its own."""


class Threads:
    """What one operation started on the synchronous driver."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._ended: Future[None] = Future()

    def start(self, run: Callable[[], Any]) -> Running:
        """Call *run* in a thread of its own, in a copy of the caller's context."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(_MOST, thread_name_prefix="hybrid-search-beside")
        return self._pool.submit(copy_context().run, run)

    def check(self) -> None:
        """Raise Stopped if these are to end."""
        if self._ended.done():
            raise Stopped

    def sleep(self, seconds: float) -> None:
        """Sleep, or raise Stopped as soon as these are to end."""
        wait([self._ended], seconds)
        self.check()

    def wait(self, running: Sequence[Running], timeout_s: float | None) -> None:
        """Wait until one is done, or raise Stopped as soon as these are to end."""
        wait_in_thread([*running, self._ended], timeout_s)
        self.check()

    def end(self) -> None:
        """Let each end at its next step, and wait for that."""
        self._ended.set_result(None)
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


class Tasks:
    """What one operation started on the asynchronous driver."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._ended = False

    def start(self, run: Coroutine[Any, Any, Any]) -> Running:
        """Run the coroutine as a task."""
        task = asyncio.get_running_loop().create_task(run)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def check(self) -> None:
        """Cancel whoever asks, if these are to end: a client that one waited for may have lost the cancellation."""
        if self._ended:
            raise asyncio.CancelledError

    async def end(self) -> None:
        """Cancel each, and wait for that."""
        self._ended = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:  # without any, this may be the garbage collector, and no loop runs
            await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # or asyncio logs one that nobody asks for, with what it says


def wait_in_thread(running: Sequence[Running], timeout_s: float | None) -> None:
    """Block until one is done."""
    wait(cast("Sequence[Future[Any]]", running), timeout_s, return_when=FIRST_COMPLETED)


async def wait_in_loop(running: Sequence[Running], timeout_s: float | None) -> None:
    """Wait until one is done; those of other threads are waited for without a thread."""
    if any(one.done() for one in running):
        return
    loop = asyncio.get_running_loop()
    one_done: asyncio.Future[None] = loop.create_future()

    def end() -> None:
        if not one_done.done():
            one_done.set_result(None)

    def wake(_: object) -> None:
        with suppress(RuntimeError):  # the loop was closed, and nobody waits any more
            loop.call_soon_threadsafe(end)

    for one in running:
        cast("Future[Any]", one).add_done_callback(wake)  # a task has it, too
    timer = None if timeout_s is None else loop.call_later(timeout_s, end)
    try:
        await one_done  # not by asyncio.wait_for: before Python 3.12 it can lose a cancellation
    finally:
        if timer is not None:
            timer.cancel()
        for one in running:
            if isinstance(one, asyncio.Future):  # one that goes on for hours is waited for many times
                one.remove_done_callback(wake)
