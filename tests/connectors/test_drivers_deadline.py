"""How long the drivers go on: each call by itself, or an operation as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest

from hybrid_search.connectors import drivers
from hybrid_search.connectors.retry import Budget, Retries, RetryPolicy
from hybrid_search.connectors.steps import Call, Compute, Gather, Operation
from hybrid_search.errors import DeadlineExceeded
from tests.connectors.scripted import Bench, Clock, Overload, Script, ask, asking, async_bench, sync_bench

Make = Callable[..., Bench]
TEN_SECONDS = RetryPolicy(deadline_s=10)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What the drivers take the time from."""
    clock = Clock()
    monkeypatch.setattr(drivers, "Budget", partial(Budget, clock=clock))
    monkeypatch.setattr(drivers, "Retries", partial(Retries, clock=clock))
    monkeypatch.setattr(drivers, "time", SimpleNamespace(monotonic=clock))
    return clock


@pytest.fixture(params=["sync", "async"])
def bench(request: pytest.FixtureRequest) -> Iterator[Make]:
    """Makes a driver over a script, with a deadline of ten seconds."""
    made: list[Bench] = []

    def make(*lines: Any, policy: RetryPolicy = TEN_SECONDS, local: bool = False) -> Bench:
        if request.param == "sync":
            made.append(sync_bench(Script(*lines), policy, local=local))
        else:
            made.append(async_bench(Script(*lines), policy, local=local, slept=[]))
        return made[-1]

    yield make
    for one in made:
        one.close()


def taking(clock: Clock, seconds: float, answer: Any = "answer") -> Callable[..., Any]:
    """A line of the script that takes its time."""

    def line(**_: Any) -> Any:
        clock.now += seconds
        if isinstance(answer, Exception):
            raise answer
        return answer

    return line


def test_each_call_has_its_own(bench: Make, clock: Clock) -> None:
    # An operation may write for hours, and a failure late in it must be tried again as one at its start.
    one = bench(*[taking(clock, 6, Overload(retry_after_s=0)), taking(clock, 3)] * 3, policy=TEN_SECONDS)
    assert one.run(asking(ask(), ask(), ask())) == ["answer"] * 3
    assert one.connector.given_s == [10, 4] * 3


def test_an_operation_as_a_whole_has_one_for_all_its_calls(bench: Make, clock: Clock) -> None:
    one = bench(taking(clock, 4), taking(clock, 5, Overload(retry_after_s=0)), taking(clock, 2), "too late")
    with pytest.raises(DeadlineExceeded, match="ask did not succeed before the deadline of 10 s: there was no time"):
        one.run(asking(ask(), ask(), ask()), whole=True)
    assert one.connector.given_s == [10, 6, 1]
    assert one.script.lines == ["too late"]


def test_a_wait_beyond_the_end_of_the_whole_is_not_begun(bench: Make, clock: Clock) -> None:
    one = bench(taking(clock, 8), taking(clock, 1, Overload(retry_after_s=2)), "too late")
    with pytest.raises(DeadlineExceeded, match="it failed once, and the next try would come too late"):
        one.run(asking(ask(), ask()), whole=True)
    assert one.script.lines == ["too late"]


def test_each_whole_operation_begins_anew(bench: Make, clock: Clock) -> None:
    one = bench(taking(clock, 9), taking(clock, 9))
    assert [one.run(asking(ask()), whole=True) for _ in range(2)] == [["answer"]] * 2


def test_computations_are_not_counted(bench: Make, clock: Clock) -> None:
    def compute() -> None:
        clock.now += 1000

    def fail() -> None:
        compute()
        raise ZeroDivisionError

    def operation() -> Operation[Any]:
        yield ask()
        yield Compute(compute)
        with pytest.raises(ZeroDivisionError):
            yield Compute(fail)
        answer = yield ask()
        return answer

    one = bench(taking(clock, 4), "answer")
    assert one.run(operation(), whole=True) == "answer"
    assert one.connector.given_s == [10, 6]


def test_calls_of_a_gather_share_it(bench: Make, clock: Clock) -> None:
    one = bench(taking(clock, 4), "a", "b")
    gather = cast("Call", Gather((ask(), ask())))
    assert one.run(asking(ask(), gather), whole=True) == ["answer", ["a", "b"]]
    assert one.connector.given_s == [10, 6, 6]


@pytest.mark.parametrize("whole", [False, True])
def test_without_one_calls_are_not_told_any(bench: Make, clock: Clock, whole: bool) -> None:
    one = bench(taking(clock, 1e6), "answer", policy=RetryPolicy(deadline_s=None))
    assert one.run(asking(ask(), ask()), whole=whole) == ["answer", "answer"]
    assert one.connector.given_s == []


def test_calls_in_this_process_are_always_made(bench: Make, clock: Clock) -> None:
    one = bench(taking(clock, 1e6), "answer", local=True)
    assert one.run(asking(ask(), ask()), whole=True) == ["answer", "answer"]
    assert one.connector.given_s == []
