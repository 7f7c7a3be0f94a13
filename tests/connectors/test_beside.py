"""Operations beside an operation: the same by both drivers."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import suppress
from contextvars import ContextVar
from typing import Any, cast

import pytest

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.beside import wait_in_loop
from hybrid_search.connectors.drivers import AsyncDriver
from hybrid_search.connectors.steps import Call, Compute, Operation, Running, Sleep, Start, Step, Wait
from tests.connectors.scripted import Script, ScriptedConnector, running

Run = Callable[[Operation[Any]], Any]
LONG_S = 600.0
_tenant: ContextVar[str] = ContextVar("tenant", default="nobody")


@pytest.fixture(params=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """Runs an operation by one of the drivers, over a client whose every answer is "answer"."""
    with running(request.param, Script(*["answer"] * 100)) as run:
        yield run


def steps(*those: Step) -> Operation[list[Any]]:
    answers: list[Any] = []
    for step in those:
        answer = yield step
        answers.append(answer)
    return answers


class TestStart:
    def test_the_result_comes_once_it_is_done(self, run: Run) -> None:
        def operation() -> Operation[Any]:
            running: Running = yield Start(steps(Call("ask"), Compute(lambda: 3)))
            yield Wait((running,))
            return running.done(), running.result()

        assert run(operation()) == (True, ["answer", 3])

    def test_two_run_at_the_same_time(self, run: Run) -> None:
        meeting = threading.Barrier(2, timeout=30)

        def operation() -> Operation[int]:
            one: Running = yield Start(steps(Compute(meeting.wait)))
            other: Running = yield Start(steps(Compute(meeting.wait)))
            both = (one, other)
            while not all(each.done() for each in both):
                yield Wait(tuple(each for each in both if not each.done()))
            return sum(each.result()[0] for each in both)

        assert run(operation()) == 1  # the barrier gives 0 to one and 1 to the other

    def test_an_error_is_raised_where_the_result_is_asked_for(self, run: Run) -> None:
        def fail() -> None:
            raise KeyError("lost")

        def operation() -> Operation[str]:
            running: Running = yield Start(steps(Compute(fail)))
            yield Wait((running,))
            try:
                running.result()
            except KeyError as error:
                return str(error)
            return "nothing"

        assert run(operation()) == "'lost'"

    def test_what_still_runs_is_stopped_when_the_operation_returns(self, run: Run) -> None:
        ended: list[str] = []

        def endless() -> Operation[None]:
            try:
                while True:
                    yield Sleep(LONG_S)
            finally:
                ended.append("child")

        def operation() -> Operation[str]:
            yield Start(endless())
            yield Call("ask")
            return "done"

        assert run(operation()) == "done"
        assert ended in (["child"], [])  # a task that never began has nothing to end

    def test_and_when_it_raises(self, run: Run) -> None:
        began = threading.Event()

        def operation() -> Operation[None]:
            yield Start(steps(Compute(began.set), Sleep(LONG_S)))
            yield Compute(lambda: began.wait(30))
            raise ValueError("mine")

        with pytest.raises(ValueError, match="mine"):
            run(operation())

    def test_one_that_waits_for_another_is_stopped_too(self, run: Run) -> None:
        began = threading.Event()

        def waiting() -> Operation[None]:
            child: Running = yield Start(steps(Compute(began.set), Sleep(LONG_S)))
            yield Wait((child,))

        def operation() -> Operation[str]:
            yield Start(waiting())
            yield Compute(lambda: began.wait(30))
            return "done"

        assert run(operation()) == "done"

    def test_no_handler_of_exceptions_takes_the_end_for_its_own(self, run: Run) -> None:
        began, caught = threading.Event(), list[Exception]()

        def careless() -> Operation[None]:
            while True:
                try:
                    yield Compute(began.set)
                    yield Sleep(LONG_S)
                except Exception as error:
                    caught.append(error)

        def operation() -> Operation[str]:
            yield Start(careless())
            yield Compute(lambda: began.wait(30))
            return "done"

        assert run(operation()) == "done"
        assert caught == []

    def test_one_whose_client_loses_the_cancellation_is_stopped_at_its_next_step(self) -> None:
        steps_made: list[int] = []

        def operation() -> Operation[str]:
            yield Start(stubborn())
            yield Call("ask")
            return "done"

        def stubborn() -> Operation[None]:
            for n in range(100):
                steps_made.append(n)
                yield Call("lose")

        class Losing:
            async def ask(self) -> str:
                await asyncio.sleep(0.01)
                return "answer"

            async def lose(self) -> None:
                with suppress(asyncio.CancelledError):
                    await asyncio.sleep(LONG_S)

        connector = ScriptedConnector(Script())
        connector.connect_async = Losing  # type: ignore[method-assign,assignment]  # a client of another kind
        assert asyncio.run(AsyncDriver(cast("Connector", connector)).run(operation())) == "done"
        assert steps_made == [0, 1]  # the second one was asked for, and not made

    def test_an_error_that_nobody_asks_for_is_not_logged(self, run: Run, caplog: pytest.LogCaptureFixture) -> None:
        def fail() -> None:
            raise KeyError("a text")

        def operation() -> Operation[None]:
            running: Running = yield Start(steps(Compute(fail)))
            yield Wait((running,))

        run(operation())
        gc.collect()
        assert caplog.records == []

    def test_an_operation_whose_loop_is_gone_is_closed_by_the_garbage_collector(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ended, unraisable = list[str](), list[object]()

        def operation() -> Operation[None]:
            try:
                yield Sleep(LONG_S)
            finally:
                ended.append("closed")

        async def abandon() -> Coroutine[Any, Any, None]:
            running = AsyncDriver(cast("Connector", ScriptedConnector(Script()))).run(operation())
            running.send(None)
            return running

        running = asyncio.run(abandon())
        monkeypatch.setattr(sys, "unraisablehook", unraisable.append)
        del running
        gc.collect()
        assert (ended, unraisable) == (["closed"], [])

    def test_it_sees_the_callers_context(self, run: Run) -> None:
        def operation() -> Operation[list[str]]:
            running: Running = yield Start(named())
            yield Wait((running,))
            return list(running.result())

        def named() -> Operation[list[str]]:
            yield Call("ask")
            return [_tenant.get()]

        token = _tenant.set("me")
        try:
            assert run(operation()) == ["me"]
        finally:
            _tenant.reset(token)


class TestWait:
    def test_the_first_that_is_done_ends_it(self, run: Run) -> None:
        gate = threading.Event()

        def operation() -> Operation[list[bool]]:
            slow: Running = yield Start(steps(Compute(lambda: gate.wait(30))))
            fast: Running = yield Start(steps(Call("ask")))
            yield Wait((slow, fast))
            done = [slow.done(), fast.done()]
            gate.set()
            return done

        assert run(operation()) == [False, True]

    def test_after_its_time_it_goes_on(self, run: Run) -> None:
        never: Future[None] = Future()
        assert run(steps(Wait((never,), 0.01))) == [None]

    def test_a_future_that_another_thread_ends(self, run: Run) -> None:
        future: Future[str] = Future()
        timer = threading.Timer(0.02, future.set_result, ["from there"])
        timer.start()
        assert run(steps(Wait((future,)), Compute(future.result))) == [None, "from there"]
        timer.join()

    def test_one_that_is_waited_for_many_times_keeps_nothing_of_it(self) -> None:
        async def wait_often() -> int:
            task = asyncio.create_task(asyncio.sleep(LONG_S))
            for _ in range(100):
                await wait_in_loop((task,), 0)
            kept = str(task).count("wait_in_loop")
            task.cancel()
            return kept

        assert asyncio.run(wait_often()) == 0

    def test_a_cancellation_is_not_lost_when_the_end_comes_at_the_same_time(self) -> None:
        async def cancel() -> None:
            future: Future[None] = Future()
            task = asyncio.create_task(wait_in_loop((future,), LONG_S))
            await asyncio.sleep(0)
            future.set_result(None)
            await asyncio.sleep(0)  # the waiter is told, and has not gone on yet
            task.cancel()
            await task

        with pytest.raises(asyncio.CancelledError):
            asyncio.run(cancel())

    def test_one_that_is_done_already(self, run: Run) -> None:
        future: Future[str] = Future()
        future.set_result("early")
        assert run(steps(Wait((future,)))) == [None]
