"""The drivers with several threads, and on an event loop that must stay free."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any, cast

import pytest

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.drivers import AsyncDriver, Driver
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.connectors.steps import Call, Compute, Gather, Operation, Sleep
from hybrid_search.errors import IndexClosed
from tests.connectors.scripted import Script, ScriptedConnector, ask, asking, sync_bench


class TestThreads:
    def test_an_operation_under_way_ends_with_its_next_call_once_another_thread_closed(self) -> None:
        one = sync_bench(Script(), RetryPolicy(), local=False)

        def operation() -> Operation[None]:
            yield ask()
            closer = threading.Thread(target=one.close)
            closer.start()
            closer.join()
            yield ask()

        with pytest.raises(IndexClosed):
            one.run(operation())
        assert len(one.script.calls) == 1

    def test_many_threads_make_one_client_and_get_their_own_answers(self) -> None:
        connector = ScriptedConnector(Script())
        driver = Driver(cast("Connector", connector))
        answers: dict[int, Any] = {}

        def work(place: int) -> None:
            answers[place] = driver.run(asking(ask(place=place), cast("Call", Gather((ask(a=place), ask(b=place))))))

        threads = [threading.Thread(target=work, args=(place,)) for place in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        driver.close()
        assert connector.connected == 1
        assert answers == {place: [{"place": place}, [{"a": place}, {"b": place}]] for place in range(16)}

    def test_a_gather_really_runs_at_the_same_time(self) -> None:
        both = threading.Barrier(2)

        def meet(**_: Any) -> str:
            both.wait(10)  # alone, it would break
            return "met"

        one = sync_bench(Script(meet, meet), RetryPolicy(), local=False)
        assert one.run(asking(cast("Call", Gather((ask(), ask()))))) == [["met", "met"]]
        one.close()


class TestEventLoop:
    """The asynchronous driver never blocks the loop: a task that ticks goes on while something else takes its time."""

    @staticmethod
    def ticks_during(operation: Callable[[threading.Event], Operation[Any]], *, local: bool, lines: Any = ()) -> int:
        """How often another task ran until the operation's slow part was released by it."""
        released = threading.Event()

        async def main() -> int:
            script = Script(*lines(released)) if lines else Script()
            driver = AsyncDriver(cast("Connector", ScriptedConnector(script, local=local)))
            slow = asyncio.create_task(driver.run(operation(released)))
            ticks = 0
            while not slow.done():
                ticks += 1
                if ticks == 5:
                    released.set()
                await asyncio.sleep(0.001)
            assert (await slow) in (True, [True])
            await driver.close()
            return ticks

        return asyncio.run(main())

    def test_a_compute_step_leaves_it_free(self) -> None:
        def operation(released: threading.Event) -> Operation[Any]:
            waited: bool = yield Compute(lambda: released.wait(10))
            return waited

        assert self.ticks_during(operation, local=False) >= 5

    def test_a_local_client_leaves_it_free(self) -> None:
        assert (
            self.ticks_during(
                lambda _: asking(ask()), local=True, lines=lambda released: [lambda **_: released.wait(10)]
            )
            >= 5
        )

    def test_a_local_client_is_always_called_on_the_same_thread(self) -> None:
        threads: set[int] = set()

        def note(**_: Any) -> None:
            threads.add(threading.get_ident())

        async def main() -> None:
            driver = AsyncDriver(cast("Connector", ScriptedConnector(Script(*[note] * 20), local=True)))
            await asyncio.gather(*(driver.run(asking(ask(), ask())) for _ in range(10)))
            await driver.close()

        asyncio.run(main())
        assert len(threads) == 1
        assert threading.get_ident() not in threads

    def test_an_operation_under_way_ends_with_its_next_call_once_closed(self) -> None:
        async def main() -> None:
            for local in (False, True):
                driver = AsyncDriver(cast("Connector", ScriptedConnector(Script(), local=local)))

                def operation() -> Operation[None]:
                    yield ask()
                    yield Sleep(0.01)
                    yield ask()

                task = asyncio.create_task(driver.run(operation()))
                await asyncio.sleep(0.002)
                await driver.close()
                with pytest.raises(IndexClosed):
                    await task

        asyncio.run(main())

    def test_a_cancelled_operation_cleans_up(self) -> None:
        cleaned: list[str] = []

        def operation() -> Operation[None]:
            try:
                yield Sleep(60)
            finally:
                cleaned.append("yes")

        begun = operation()  # held here, so that no garbage collection closes it

        async def main() -> None:
            driver = AsyncDriver(cast("Connector", ScriptedConnector(Script())))
            task = asyncio.create_task(driver.run(begun))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await driver.close()

        asyncio.run(main())
        assert cleaned == ["yes"]
