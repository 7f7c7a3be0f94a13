"""When to try again, and how long to wait."""

from __future__ import annotations

import math
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.retry import Budget, Retries, RetryPolicy
from hybrid_search.connectors.steps import Call
from hybrid_search.errors import BackendError, BackendUnavailable, DeadlineExceeded
from tests.connectors.scripted import Clock, Overload, Refusal, Script, ScriptedConnector

CONNECTOR = cast("Connector", ScriptedConnector(Script()))


def retries(policy: RetryPolicy, *, idempotent: bool = True, jitter: float = 1.0, clock: Any = None) -> Retries:
    return Retries(CONNECTOR, policy, Call("ask", idempotent=idempotent), clock or Clock(), lambda: jitter)


def test_the_upper_bound_doubles_up_to_the_cap() -> None:
    tries = retries(RetryPolicy(attempts=6, base_s=1, cap_s=5, deadline_s=None))
    assert [tries.wait_after(Overload()) for _ in range(5)] == [1, 2, 4, 5, 5]


def test_the_wait_is_a_random_part_of_the_bound() -> None:
    tries = retries(RetryPolicy(attempts=4, base_s=1, cap_s=10, deadline_s=None), jitter=0.25)
    assert [tries.wait_after(Overload()) for _ in range(3)] == [0.25, 0.5, 1.0]


@given(st.integers(1, 2000), st.floats(0, 1, exclude_max=True))
def test_no_wait_leaves_its_bounds_however_many_there_were(failed: int, jitter: float) -> None:
    tries = retries(RetryPolicy(attempts=10_000, base_s=0.1, cap_s=10, deadline_s=None), jitter=jitter)
    tries.failed = failed - 1
    assert 0 <= tries.wait_after(Overload()) <= min(10, 0.1 * 2.0 ** min(failed - 1, 60))


def test_the_backends_own_wish_is_a_lower_bound_also_beyond_the_cap() -> None:
    tries = retries(RetryPolicy(base_s=1, cap_s=2, deadline_s=None), jitter=0.5)
    assert tries.wait_after(Overload(retry_after_s=7)) == 7
    assert tries.wait_after(Overload(retry_after_s=0.1)) == 1.0
    assert tries.wait_after(Overload(retry_after_s=-5)) == 1.0


def test_after_the_last_attempt_the_librarys_error_is_raised_with_the_clients_as_its_cause() -> None:
    tries = retries(RetryPolicy(attempts=2, deadline_s=None))
    tries.wait_after(Overload())
    last = Overload()
    with pytest.raises(BackendUnavailable, match="ask: busy") as caught:
        tries.wait_after(last)
    assert caught.value.__cause__ is last


def test_what_cannot_be_helped_is_not_tried_again() -> None:
    with pytest.raises(BackendError, match="ask: refused"):
        retries(RetryPolicy()).wait_after(Refusal())


def test_an_unknown_error_is_raised_as_it_is() -> None:
    unknown = KeyError("x")
    with pytest.raises(KeyError) as caught:
        retries(RetryPolicy()).wait_after(unknown)
    assert caught.value is unknown


def test_a_call_that_may_have_taken_effect_is_only_repeated_if_it_is_idempotent() -> None:
    with pytest.raises(BackendUnavailable):
        retries(RetryPolicy(), idempotent=False).wait_after(Overload(sent=True))
    assert retries(RetryPolicy(), idempotent=False).wait_after(Overload(sent=False)) > 0
    assert retries(RetryPolicy(), idempotent=True).wait_after(Overload(sent=True)) > 0


class TestDeadline:
    def test_a_wait_that_would_end_after_it_is_not_begun(self) -> None:
        clock = Clock()
        tries = retries(RetryPolicy(deadline_s=10), clock=clock)
        clock.now += 4
        assert tries.wait_after(Overload(retry_after_s=6)) == 6
        with pytest.raises(DeadlineExceeded) as caught:
            tries.wait_after(Overload(retry_after_s=6.1))
        assert str(caught.value) == (
            "scripted://host/notes: ask did not succeed before the deadline of 10 s: it failed 2 times, and the next "
            "try would come too late; the last error was: ask: busy; allow more with deadline_s="
        )
        assert isinstance(caught.value.__cause__, Overload)

    def test_a_final_error_is_more_telling_than_the_deadline(self) -> None:
        clock = Clock()
        tries = retries(RetryPolicy(deadline_s=10), clock=clock)
        clock.now += 100
        with pytest.raises(BackendError, match="refused"):
            tries.wait_after(Refusal())

    def test_without_one_every_wait_is_begun(self) -> None:
        tries = retries(RetryPolicy(deadline_s=None))
        assert tries.wait_after(Overload(retry_after_s=1e6)) == 1e6


class TestAttempt:
    """Each try is given the seconds that are left."""

    def test_it_is_what_the_connector_makes_of_the_call_with_them(self) -> None:
        class Timing(ScriptedConnector):
            def timed(self, call: Call, seconds: float) -> Call:
                return Call(call.method, {**call.arguments, "timeout": seconds})

        clock = Clock()
        tries = Retries(
            cast("Connector", Timing(Script())), RetryPolicy(deadline_s=10), Call("ask", {"a": 1}), clock=clock
        )
        assert tries.attempt() == Call("ask", {"a": 1, "timeout": 10})
        clock.now += 4
        assert tries.attempt() == Call("ask", {"a": 1, "timeout": 6})

    def test_none_is_made_once_nothing_is_left(self) -> None:
        clock = Clock()
        tries = retries(RetryPolicy(deadline_s=10), clock=clock)
        clock.now += 10
        with pytest.raises(DeadlineExceeded) as caught:
            tries.attempt()
        assert str(caught.value) == (
            "scripted://host/notes: ask did not succeed before the deadline of 10 s: there was no time left for it; "
            "allow more with deadline_s="
        )

    @pytest.mark.parametrize(("local", "deadline_s"), [(True, 10.0), (False, None), (True, None)])
    def test_a_call_without_a_deadline_or_in_this_process_stays_as_it_is(
        self, local: bool, deadline_s: float | None
    ) -> None:
        connector = ScriptedConnector(Script(), local=local)
        clock = Clock()
        call = Call("ask")
        tries = Retries(cast("Connector", connector), RetryPolicy(deadline_s=deadline_s), call, clock=clock)
        clock.now += 1000
        assert tries.attempt() is call
        assert connector.given_s == []

    def test_a_budget_that_is_given_goes_before_the_policys(self) -> None:
        clock = Clock()
        budget = Budget(10, clock)
        clock.now += 7
        connector = ScriptedConnector(Script())
        tries = Retries(
            cast("Connector", connector), RetryPolicy(deadline_s=100), Call("ask"), clock=clock, budget=budget
        )
        tries.attempt()
        assert connector.given_s == [3]
        with pytest.raises(DeadlineExceeded, match="before the deadline of 10 s"):
            tries.wait_after(Overload(retry_after_s=4))


class TestBudget:
    def test_it_runs_out_with_the_clock(self) -> None:
        clock = Clock()
        budget = Budget(10, clock)
        assert budget.left() == 10
        clock.now += 12
        assert budget.left() == -2

    def test_a_pause_is_not_counted(self) -> None:
        clock = Clock()
        budget = Budget(10, clock)
        clock.now += 12
        budget.pause(5)
        assert budget.left() == 3

    def test_without_a_deadline_it_never_ends(self) -> None:
        clock = Clock()
        budget = Budget(None, clock)
        clock.now += 1e9
        budget.pause(5)
        assert budget.left() == math.inf


def test_a_retry_is_logged_with_the_kind_of_the_error_and_without_what_it_says(
    caplog: pytest.LogCaptureFixture,
) -> None:
    retries(RetryPolicy(attempts=3, base_s=2, cap_s=10, deadline_s=None)).wait_after(Overload())
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("hybrid_search.connectors.retry", "WARNING")
    failed = "scripted://host/notes: ask failed (BackendUnavailable from Overload, try 1 of 3)"
    assert record.getMessage() == f"{failed}; trying again in 2.00 s"


def test_what_is_not_tried_again_is_raised_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(BackendError):
        retries(RetryPolicy()).wait_after(Refusal())
    assert caplog.records == []
