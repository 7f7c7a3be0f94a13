"""The two drivers: one behaviour, on a synchronous and an asynchronous client."""

from __future__ import annotations

import asyncio
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.connectors.steps import Call, Compute, Gather, Operation, Sleep
from hybrid_search.errors import BackendError, BackendUnavailable, DeadlineExceeded, IndexClosed
from tests.connectors.scripted import (
    Bench,
    Overload,
    Refusal,
    Script,
    ask,
    asking,
    async_bench,
    sync_bench,
)

Make = Callable[..., Bench]
_real_sleep = asyncio.sleep


@pytest.fixture(params=["sync", "async"])
def bench(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Makes a driver over a script; both are closed at the end."""
    made: list[Bench] = []

    def make(*lines: Any, policy: RetryPolicy | None = None, local: bool = False) -> Bench:
        policy = policy or RetryPolicy(attempts=3, base_s=1, cap_s=1.5)
        if request.param == "sync":
            made.append(sync_bench(Script(*lines), policy, local=local))
        else:
            slept: list[float] = []

            async def sleep(seconds: float) -> None:
                if seconds:
                    slept.append(seconds)
                await _real_sleep(0)

            monkeypatch.setattr(asyncio, "sleep", sleep)
            made.append(async_bench(Script(*lines), policy, local=local, slept=slept))
        return made[-1]

    yield make
    for one in made:
        one.close()


class TestCalls:
    def test_an_operation_gets_its_answers_and_returns_its_result(self, bench: Make) -> None:
        one = bench("first", "second")
        assert one.run(asking(ask(a=1), ask(b=2))) == ["first", "second"]
        assert one.script.calls == [{"a": 1}, {"b": 2}]

    def test_a_dotted_method_is_found_in_its_namespace(self, bench: Make) -> None:
        assert bench("found").run(asking(Call("indices.ask"))) == ["found"]

    def test_an_operation_without_calls_connects_nothing(self, bench: Make) -> None:
        one = bench()
        assert one.run(asking()) == []
        one.close()
        assert (one.connector.connected, one.script.closed) == (0, 0)

    def test_the_client_is_made_once(self, bench: Make) -> None:
        one = bench()
        one.run(asking(ask(), ask()))
        one.run(asking(ask()))
        assert one.connector.connected == 1

    def test_a_method_that_the_client_has_not_is_an_attribute_error(self, bench: Make) -> None:
        with pytest.raises(AttributeError, match="fetch_all"):
            bench().run(asking(Call("fetch_all")))

    def test_a_local_client_is_called_too(self, bench: Make) -> None:
        assert bench("answer", local=True).run(asking(ask())) == ["answer"]


class TestRetries:
    def test_overload_is_tried_again_within_the_bounds_of_full_jitter(self, bench: Make) -> None:
        one = bench(Overload(), Overload(), "answer")
        assert one.run(asking(ask())) == ["answer"]
        assert len(one.script.calls) == 3
        assert len(one.slept) == 2
        assert 0 <= one.slept[0] <= 1
        assert 0 <= one.slept[1] <= 1.5

    def test_the_backends_own_wish_is_waited_for(self, bench: Make) -> None:
        one = bench(Overload(retry_after_s=7), "answer")
        assert one.run(asking(ask())) == ["answer"]
        assert one.slept == [7]

    def test_each_call_has_its_own_attempts(self, bench: Make) -> None:
        one = bench(Overload(), Overload(), "first", Overload(), Overload(), "second")
        assert one.run(asking(ask(), ask())) == ["first", "second"]

    def test_after_the_last_attempt_the_mapped_error_is_raised_with_its_cause(self, bench: Make) -> None:
        one = bench(Overload(), Overload(), Overload(), "too late")
        with pytest.raises(BackendUnavailable, match="ask: busy") as caught:
            one.run(asking(ask()))
        assert isinstance(caught.value.__cause__, Overload)
        assert len(one.script.calls) == 3

    def test_a_wait_beyond_the_deadline_is_not_begun(self, bench: Make) -> None:
        one = bench(Overload(retry_after_s=11), policy=RetryPolicy(deadline_s=10))
        with pytest.raises(DeadlineExceeded):
            one.run(asking(ask()))
        assert one.slept == []

    def test_a_call_that_is_not_idempotent_is_not_sent_twice(self, bench: Make) -> None:
        one = bench(Overload(sent=True), "twice")
        with pytest.raises(BackendUnavailable):
            one.run(asking(ask(idempotent=False)))
        assert len(one.script.calls) == 1

    def test_unless_it_was_never_sent(self, bench: Make) -> None:
        assert bench(Overload(sent=False), "once").run(asking(ask(idempotent=False))) == ["once"]

    def test_a_refusal_is_final(self, bench: Make) -> None:
        one = bench(Refusal(), "never")
        with pytest.raises(BackendError, match="ask: refused"):
            one.run(asking(ask()))
        assert len(one.script.calls) == 1

    def test_an_error_that_the_connector_does_not_know_is_raised_as_it_is(self, bench: Make) -> None:
        unknown = KeyError("x")
        with pytest.raises(KeyError) as caught:
            bench(unknown).run(asking(ask()))
        assert caught.value is unknown


class TestErrorsInTheOperation:
    def test_it_can_catch_the_mapped_error_and_go_on(self, bench: Make) -> None:
        def operation() -> Operation[Any]:
            try:
                yield ask()
            except BackendError as error:
                answer = yield ask(after=str(error))
                return answer

        assert bench(Refusal(), "recovered").run(operation()) == "recovered"

    def test_one_that_it_does_not_catch_reaches_the_caller_and_its_cleanup_runs(self, bench: Make) -> None:
        cleaned: list[str] = []

        def operation() -> Operation[None]:
            try:
                yield ask()
            finally:
                cleaned.append("yes")

        with pytest.raises(BackendError):
            bench(Refusal()).run(operation())
        assert cleaned == ["yes"]

    def test_its_cleanup_runs_also_when_the_user_interrupts(self, bench: Make) -> None:
        cleaned: list[str] = []

        def interrupt() -> None:
            raise KeyboardInterrupt

        def operation() -> Operation[None]:
            try:
                yield Compute(interrupt)
            finally:
                cleaned.append("yes")

        begun = operation()  # held here, so that no garbage collection closes it
        with pytest.raises(KeyboardInterrupt):
            bench().run(begun)
        assert cleaned == ["yes"]

    def test_an_error_of_its_own_reaches_the_caller(self, bench: Make) -> None:
        def operation() -> Operation[None]:
            yield ask()
            raise ValueError("mine")

        with pytest.raises(ValueError, match="mine"):
            bench().run(operation())

    def test_the_traceback_shows_the_line_of_the_operation(self, bench: Make) -> None:
        def the_operation() -> Operation[None]:
            yield ask()

        with pytest.raises(BackendError) as caught:
            bench(Refusal()).run(the_operation())
        assert "the_operation" in "".join(traceback.format_exception(caught.value))

    @pytest.mark.parametrize("local", [False, True])
    def test_a_stop_iteration_of_someone_elses_ends_in_an_error_and_not_in_silence(
        self, bench: Make, local: bool
    ) -> None:
        def compute() -> None:
            raise StopIteration("lost")

        def operation() -> Operation[str]:
            yield Compute(compute)
            return "never"

        with pytest.raises(RuntimeError, match="StopIteration"):
            bench(local=local).run(operation())


class TestGather:
    def test_answers_come_in_the_order_of_the_calls(self, bench: Make) -> None:
        calls = tuple(ask(place=place) for place in range(20))
        assert bench().run(asking(cast("Call", Gather(calls)))) == [[{"place": place} for place in range(20)]]

    @pytest.mark.parametrize("count", [0, 1])
    def test_few_calls_are_fine(self, bench: Make, count: int) -> None:
        assert bench().run(asking(cast("Call", Gather((ask(),) * count)))) == [[{}] * count]

    def test_a_local_client_gets_one_call_after_another(self, bench: Make) -> None:
        threads: set[int] = set()

        def note(**_: Any) -> str:
            threads.add(threading.get_ident())
            return "answer"

        one = bench(note, note, note, local=True)
        assert one.run(asking(cast("Call", Gather((ask(),) * 3)))) == [["answer"] * 3]
        assert len(threads) == 1

    def test_each_call_is_tried_again_for_itself(self, bench: Make) -> None:
        one = bench(Overload(), "a", "b")
        (answers,) = one.run(asking(cast("Call", Gather((ask(), ask())))))
        assert sorted(answers) == ["a", "b"]

    def test_an_error_is_raised_once_no_call_is_left_running(self, bench: Make) -> None:
        one = bench(Refusal(), Overload(retry_after_s=5), "late")
        with pytest.raises(BackendError, match="refused"):
            one.run(asking(cast("Call", Gather((ask(), ask())))))
        assert len(one.script.calls) == 3  # the other one was overloaded, waited, and got its answer


class TestOtherSteps:
    def test_sleep_waits(self, bench: Make) -> None:
        def operation() -> Operation[None]:
            answer = yield Sleep(3.5)
            assert answer is None

        one = bench()
        one.run(operation())
        assert one.slept == [3.5]

    def test_compute_gives_what_the_function_returns_and_raises_what_it_raises(self, bench: Make) -> None:
        def operation() -> Operation[Any]:
            seen: int = yield Compute(lambda: 6 * 7)
            try:
                yield Compute(lambda: 1 / 0)
            except ZeroDivisionError:
                return seen

        assert bench().run(operation()) == 42


class TestClosing:
    def test_the_client_is_closed_once_and_later_runs_are_refused(self, bench: Make) -> None:
        one = bench()
        one.run(asking(ask()))
        one.close()
        one.close()
        assert one.script.closed == 1
        with pytest.raises(IndexClosed, match="scripted://host/notes: the index was closed; open it again"):
            one.run(asking(ask()))

    def test_a_closed_driver_does_not_connect(self, bench: Make) -> None:
        one = bench()
        one.close()
        with pytest.raises(IndexClosed):
            one.run(asking(ask()))
        assert one.connector.connected == 0

    def test_an_error_while_closing_is_raised_and_it_stays_closed(
        self, bench: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(self: Script) -> None:
            raise Refusal

        one = bench()
        one.run(asking(ask()))
        monkeypatch.setattr(Script, "close", refuse)
        with pytest.raises(BackendError, match="close: refused"):
            one.close()
        one.close()
        with pytest.raises(IndexClosed):
            one.run(asking(ask()))
