"""What a driver calls elsewhere runs in the context of who asked for it, so that spans find their parent."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import pytest

from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.connectors.steps import Call, Compute, Gather, Operation, Start, Wait
from tests.connectors.scripted import Bench, Script, ask, async_bench, sync_bench

ASKED_BY: ContextVar[str] = ContextVar("asked_by", default="nobody")
Make = Callable[..., Bench]


def who(**_: Any) -> str:
    return ASKED_BY.get()


@pytest.fixture(params=["sync", "async"])
def make(request: pytest.FixtureRequest) -> Make:
    if request.param == "sync":
        return lambda script, local: sync_bench(script, RetryPolicy(), local=local)
    return lambda script, local: async_bench(script, RetryPolicy(), local=local, slept=[])


def operation() -> Operation[list[Any]]:
    token = ASKED_BY.set("the operation")
    try:
        called = yield ask()
        gathered = yield Gather((ask(), ask()))
        computed = yield Compute(ASKED_BY.get)
        running = yield Start(_beside())
        yield Wait((running,))
    finally:
        ASKED_BY.reset(token)
    return [called, *gathered, computed, running.result()]


def _beside() -> Operation[str]:
    found: str = yield Call("ask")
    return found


@pytest.mark.parametrize("local", [True, False])
def test_calls_computations_and_operations_beside_see_the_context(make: Make, local: bool) -> None:
    bench = make(Script(*[who] * 4), local)
    assert bench.run(operation()) == ["the operation"] * 5
    assert ASKED_BY.get() == "nobody"


def test_what_they_set_stays_with_them(make: Make) -> None:
    def claim(**_: Any) -> str:
        ASKED_BY.set(threading.current_thread().name)
        return "done"

    def once() -> Operation[str]:
        yield Gather((ask(), ask()))
        return ASKED_BY.get()

    assert make(Script(claim, claim), False).run(once()) == "nobody"
