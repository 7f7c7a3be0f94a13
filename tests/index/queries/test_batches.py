"""The steps of operations are made by hand here, so what happens at the same time happens in a known order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from hybrid_search.connectors.steps import Compute, Operation, Step, Wait
from hybrid_search.encoders import Encoded
from hybrid_search.index.queries.batches import Batches
from hybrid_search.index.queries.query_encoding import QueryEncoding
from hybrid_search.types import Truncation


class Lengths:
    """The vector of a text is its length; it remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.meanwhile: Callable[[], object] = lambda: None
        """What happens in the middle of the next encoding."""

    def __call__(self, texts: Sequence[str]) -> Encoded:
        self.asked.append(list(texts))
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        if "bad" in texts:
            raise ValueError("a bad query")
        return self.encoded(texts)

    def encoded(self, texts: Sequence[str]) -> Encoded:
        return Encoded.of(None, np.array([[len(text)] for text in texts], np.float32), [Truncation()] * len(texts))


class Caller:
    """One operation, step by step."""

    def __init__(self, batches: Batches, *texts: str) -> None:
        self.operation: Operation[Encoded] = batches.encode(texts)
        self.result: list[float] | None = None
        self.step: Step | None = None
        self._go_on(None)

    @property
    def waits(self) -> bool:
        return isinstance(self.step, Wait)

    @property
    def ready(self) -> bool:
        """Whether what it waits for has happened."""
        return isinstance(self.step, Wait) and self.step.running[0].done()

    @property
    def leads(self) -> bool:
        return isinstance(self.step, Compute)

    def wake(self) -> None:
        assert self.ready
        self._go_on(None)

    def compute(self) -> object:
        """What its worker thread does."""
        assert isinstance(self.step, Compute)
        return self.step.function()

    def encode(self) -> None:
        self._go_on(self.compute())

    def finish(self) -> list[float] | None:
        """To its end, once it is its turn."""
        if self.waits:
            self.wake()
        if self.leads:
            self.encode()
        return self.result

    def _go_on(self, answer: object) -> None:
        try:
            self.step = next(self.operation) if self.step is None else self.operation.send(answer)
        except StopIteration as stop:
            self.step, self.result = None, stop.value.dense.ravel().tolist()


@pytest.fixture
def encoder() -> Lengths:
    return Lengths()


@pytest.fixture
def batches(encoder: Lengths) -> Batches:
    return made(encoder)


def made(encoder: Lengths, *, cache: int = 0, max_batch: int = 64, max_wait_s: float = 0.0) -> Batches:
    return Batches(encoder, 1, QueryEncoding(cache, max_batch, max_wait_s))


def came_meanwhile(batches: Batches, encoder: Lengths, *texts: str | list[str]) -> list[Caller]:
    """Callers that came while "a" was encoded, which is done now."""
    first = Caller(batches, "a")
    callers: list[Caller] = []
    encoder.meanwhile = lambda: callers.extend(
        Caller(batches, *([one] if isinstance(one, str) else one)) for one in texts
    )
    assert first.finish() == [1]
    return callers


def test_one_alone_is_encoded_at_once(batches: Batches, encoder: Lengths) -> None:
    caller = Caller(batches, "a")
    assert caller.leads
    assert caller.finish() == [1]
    assert encoder.asked == [["a"]]


def test_those_that_come_meanwhile_are_encoded_together(batches: Batches, encoder: Lengths) -> None:
    second, third = came_meanwhile(batches, encoder, "bb", "ccc")
    assert second.ready
    assert not third.ready
    assert second.finish() == [2]
    assert third.finish() == [3]
    assert encoder.asked == [["a"], ["bb", "ccc"]]


def test_so_are_those_that_come_before_the_first_one_has_its_thread(batches: Batches, encoder: Lengths) -> None:
    assert [one.finish() for one in [Caller(batches, "a"), Caller(batches, "bb")]] == [[1], [2]]
    assert encoder.asked == [["a", "bb"]]


def test_after_a_batch_the_next_one_alone_is_encoded_at_once(batches: Batches, encoder: Lengths) -> None:
    for caller in came_meanwhile(batches, encoder, "bb"):
        caller.finish()
    assert Caller(batches, "ccc").leads


def test_a_batch_has_max_batch_texts_at_most(encoder: Lengths) -> None:
    batches = made(encoder, max_batch=3)
    for caller in came_meanwhile(batches, encoder, "b", ["c", "d"], "e", "f"):
        caller.finish()
    assert encoder.asked == [["a"], ["b", "c", "d"], ["e", "f"]]


def test_one_call_with_more_texts_is_encoded_whole(encoder: Lengths) -> None:
    batches = made(encoder, max_batch=2)
    many, last = came_meanwhile(batches, encoder, ["b", "cc", "d"], "e")
    assert many.finish() == [1, 2, 1]
    last.finish()
    assert encoder.asked == [["a"], ["b", "cc", "d"], ["e"]]


def test_with_max_batch_1_nobody_waits(encoder: Lengths) -> None:
    batches = made(encoder, max_batch=1)
    assert all(caller.leads for caller in [Caller(batches, "a"), Caller(batches, "b")])


def test_a_text_that_comes_twice_is_encoded_once(batches: Batches, encoder: Lengths) -> None:
    callers = came_meanwhile(batches, encoder, ["bb", "ccc"], "bb", ["ccc", "bb", "ccc"])
    assert [caller.finish() for caller in callers] == [[2, 3], [2], [3, 2, 3]]
    assert encoder.asked == [["a"], ["bb", "ccc"]]


def test_who_waits_for_what_is_being_encoded_gets_it_without_another_encoding(
    batches: Batches, encoder: Lengths
) -> None:
    (same,) = came_meanwhile(batches, encoder, "a")
    assert same.ready
    same.wake()
    assert same.result == [1]
    assert encoder.asked == [["a"]]


def test_each_of_its_texts_may_come_from_another_encoding(batches: Batches, encoder: Lengths) -> None:
    one, both = came_meanwhile(batches, encoder, "bb", ["a", "ccc"])
    assert [one.finish(), both.finish()] == [[2], [1, 3]]
    assert encoder.asked == [["a"], ["bb", "ccc"]]


class TestCache:
    def test_what_was_encoded_needs_no_step(self, encoder: Lengths) -> None:
        batches = made(encoder, cache=2)
        Caller(batches, "a").finish()
        assert Caller(batches, "a", "a").result == [1, 1]
        assert encoder.asked == [["a"]]

    def test_of_several_only_the_others_are_encoded(self, encoder: Lengths) -> None:
        batches = made(encoder, cache=2)
        Caller(batches, "a").finish()
        assert Caller(batches, "bb", "a").finish() == [2, 1]
        assert encoder.asked == [["a"], ["bb"]]

    def test_a_failure_is_not_kept(self, encoder: Lengths) -> None:
        batches = made(encoder, cache=2)
        for _ in range(2):
            with pytest.raises(ValueError, match="a bad query"):
                Caller(batches, "bad").finish()
        assert encoder.asked == [["bad"], ["bad"]]

    def test_nor_is_a_vector_that_is_not_finite(self) -> None:
        class Broken(Lengths):
            def encoded(self, texts: Sequence[str]) -> Encoded:
                return Encoded(None, np.full((len(texts), 1), np.nan, np.float32))

        encoder = Broken()
        batches = made(encoder, cache=2)
        for _ in range(2):
            Caller(batches, "a").finish()
        assert encoder.asked == [["a"], ["a"]]

    def test_nor_is_one_of_another_width_which_harms_nobody_else(self) -> None:
        class Growing(Lengths):
            def encoded(self, texts: Sequence[str]) -> Encoded:
                width = 2 if "wide" in texts else 1
                return Encoded(None, np.ones((len(texts), width), np.float32))

        encoder = Growing()
        batches = made(encoder, cache=8)
        Caller(batches, "known").finish()
        both, other = came_meanwhile(batches, encoder, ["known", "wide"], "b")
        assert both.finish() == [1, 1, 1, 1]  # two rows of two, as the encoder made them: the search refuses these
        assert other.finish() == [1]
        assert encoder.asked[2:] == [["wide", "b"], ["wide"], ["known", "wide"], ["b"]]


class TestFailure:
    def test_a_bad_query_fails_only_its_own_caller(self, batches: Batches, encoder: Lengths) -> None:
        second, bad, third = came_meanwhile(batches, encoder, "bb", "bad", "ccc")
        assert second.finish() == [2]
        with pytest.raises(ValueError, match="a bad query"):
            bad.finish()
        assert third.finish() == [3]
        assert encoder.asked == [["a"], ["bb", "bad", "ccc"], ["bb"], ["bad"], ["ccc"]]

    def test_those_that_come_then_are_joined_again(self, batches: Batches, encoder: Lengths) -> None:
        bad, second = came_meanwhile(batches, encoder, "bad", "bb")
        with pytest.raises(ValueError, match="a bad query"):
            bad.finish()
        later = [Caller(batches, text) for text in ("ccc", "dddd")]
        assert [one.finish() for one in (second, *later)] == [[2], [3], [4]]
        assert encoder.asked == [["a"], ["bad", "bb"], ["bad"], ["bb"], ["ccc", "dddd"]]

    def test_nor_does_it_those_that_did_not_fit_into_the_batch(self, encoder: Lengths) -> None:
        batches = made(encoder, max_batch=2)
        second, bad, *others = came_meanwhile(batches, encoder, "bb", "bad", "ccc", "dddd")
        assert second.finish() == [2]
        with pytest.raises(ValueError, match="a bad query"):
            bad.finish()
        assert [one.finish() for one in others] == [[3], [4]]
        assert encoder.asked == [["a"], ["bb", "bad"], ["bb"], ["bad"], ["ccc", "dddd"]]

    def test_losses_that_are_not_told_apart_end_the_batches(self) -> None:
        class Silent(Lengths):
            def encoded(self, texts: Sequence[str]) -> Encoded:
                return Encoded(None, super().encoded(texts).dense, Truncation(tokens=len(texts)))

        encoder = Silent()
        batches = made(encoder)
        for _ in range(2):
            for caller in came_meanwhile(batches, encoder, "b", "c"):
                caller.finish()
        assert encoder.asked == [["a"], ["b", "c"], ["b"], ["c"], ["a"], ["b"], ["c"]]

    def test_an_interrupt_is_the_leaders_alone(self) -> None:
        class Interrupted(Lengths):
            def encoded(self, texts: Sequence[str]) -> Encoded:
                if len(texts) > 2:
                    raise KeyboardInterrupt
                return super().encoded(texts)

        encoder = Interrupted()
        second, third, fourth = came_meanwhile(made(encoder), encoder, "bb", "ccc", "dddd")
        with pytest.raises(KeyboardInterrupt):
            second.finish()
        assert [third.finish(), fourth.finish()] == [[3], [4]]


class TestLeaving:
    """Whoever goes, the others go on."""

    def test_a_leader_that_goes_before_its_thread_began(self, batches: Batches, encoder: Lengths) -> None:
        first, second = Caller(batches, "a"), Caller(batches, "bb")
        first.operation.close()
        assert second.finish() == [2]
        assert encoder.asked == [["bb"]]

    def test_its_thread_may_still_begin_and_does_nothing(self, batches: Batches, encoder: Lengths) -> None:
        first, second = Caller(batches, "a"), Caller(batches, "bb")
        first.operation.close()
        first.compute()
        assert second.finish() == [2]
        assert encoder.asked == [["bb"]]

    def test_a_leader_that_goes_while_its_thread_encodes(self, batches: Batches, encoder: Lengths) -> None:
        first, joined = Caller(batches, "a"), Caller(batches, "bb")
        later: list[Caller] = []

        def meanwhile() -> None:
            later.append(Caller(batches, "ccc"))
            first.operation.close()
            assert not joined.ready
            assert not later[0].ready

        encoder.meanwhile = meanwhile
        first.compute()
        assert [joined.finish(), later[0].finish()] == [[2], [3]]
        assert encoder.asked == [["a", "bb"], ["ccc"]]

    def test_the_next_leader_that_goes_before_it_wakes(self, batches: Batches, encoder: Lengths) -> None:
        second, third = came_meanwhile(batches, encoder, "bb", "ccc")
        assert second.ready
        assert not third.ready
        second.operation.close()
        assert third.finish() == [3]

    def test_the_next_leader_that_is_thrown_an_error(self, batches: Batches, encoder: Lengths) -> None:
        second, third = came_meanwhile(batches, encoder, "bb", "ccc")
        second.wake()
        with pytest.raises(RuntimeError):
            second.operation.throw(RuntimeError("the index was closed"))
        assert third.finish() == [3]

    def test_one_that_waits(self, batches: Batches, encoder: Lengths) -> None:
        second, gone, third = came_meanwhile(batches, encoder, "bb", "cc", "ddd")
        gone.operation.close()
        assert [second.finish(), third.finish()] == [[2], [3]]
        assert encoder.asked == [["a"], ["bb", "ddd"]]

    def test_one_of_a_batch_that_fails(self, batches: Batches, encoder: Lengths) -> None:
        bad, gone, third = came_meanwhile(batches, encoder, "bad", "cc", "ddd")
        encoder.meanwhile = gone.operation.close
        with pytest.raises(ValueError, match="a bad query"):
            bad.finish()
        assert third.finish() == [3]
        assert encoder.asked == [["a"], ["bad", "cc", "ddd"], ["bad"], ["ddd"]]

    def test_all_of_them(self, batches: Batches, encoder: Lengths) -> None:
        for caller in came_meanwhile(batches, encoder, "bb", "ccc"):
            caller.operation.close()
        assert Caller(batches, "dddd").finish() == [4]


def test_a_batch_that_is_full_does_not_wait(encoder: Lengths) -> None:
    callers = came_meanwhile(made(encoder, max_batch=3, max_wait_s=600.0), encoder, "bb", "ccc", "dddd")
    assert [one.finish() for one in callers] == [[2], [3], [4]]


def test_one_alone_does_not_wait_for_more(encoder: Lengths) -> None:
    (alone,) = came_meanwhile(made(encoder, max_batch=3, max_wait_s=600.0), encoder, "bb")
    assert alone.finish() == [2]


def test_a_batch_that_is_not_full_waits_no_longer_than_it_was_told(encoder: Lengths) -> None:
    callers = came_meanwhile(made(encoder, max_batch=3, max_wait_s=0.001), encoder, "bb", "ccc")
    assert [one.finish() for one in callers] == [[2], [3]]


def test_a_batch_that_gets_full_waits_no_longer(encoder: Lengths, monkeypatch: pytest.MonkeyPatch) -> None:
    waits, wait_for = threading.Event(), threading.Condition.wait_for

    def noted(lock: threading.Condition, full: Callable[[], bool], timeout: float) -> bool:
        waits.set()  # with the lock held, so who comes now comes in the middle of the wait
        return wait_for(lock, full, timeout)

    monkeypatch.setattr(threading.Condition, "wait_for", noted)
    batches = made(encoder, max_batch=3, max_wait_s=600.0)
    second, third = came_meanwhile(batches, encoder, "bb", "ccc")
    thread = threading.Thread(target=second.finish, daemon=True)
    thread.start()
    assert waits.wait(30)
    fourth = Caller(batches, "dddd")
    thread.join(30)
    assert [second.result, third.finish(), fourth.finish()] == [[2], [3], [4]]
    assert encoder.asked == [["a"], ["bb", "ccc", "dddd"]]
