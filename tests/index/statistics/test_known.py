"""What is known of the collection, and when it is read again."""

from __future__ import annotations

from hybrid_search.index.statistics.known import Known, Reading
from hybrid_search.index.statistics.tally import Tally
from hybrid_search.types import SparseVector
from tests.fakes import frequencies
from tests.index.statistics.conftest import Clock
from tests.index.statistics.test_space_saving import of


def test_it_is_read_at_first_and_after_a_minute_by_one_only(clock: Clock) -> None:
    known = Known()
    assert (known.due(), known.due()) == (True, True)  # nothing is known that the second could use
    known.learn(Reading())
    assert not known.due()
    clock.now += 60
    assert (known.due(), known.due()) == (True, False)


def test_a_clock_is_not_asked_before_there_is_a_reading(clock: Clock) -> None:
    clock.now = 0.0
    assert Known().due()


def test_the_total_is_the_readings_sum_with_the_own_count() -> None:
    known, tally = Known(), Tally()
    known.learn(Reading(of({1, 2})))
    tally.count([SparseVector.from_pairs({2: 1.0})])
    total = known.total(tally)
    assert (total.documents, frequencies(total)) == (2, {1: 1, 2: 2})
    assert known.total(tally) is total
    tally.restart()
    assert known.total(tally).documents == 1


def test_of_records_that_cannot_be_read_nothing_is_known_not_even_the_own_count() -> None:
    known, tally = Known(), Tally()
    tally.count([SparseVector.from_pairs({2: 1.0})])
    assert known.total(tally).documents == 0
    known.learn(Reading(failure="no"))
    assert known.total(tally).documents == 0
    known.learn(Reading())
    assert known.total(tally).documents == 1
    known.learn(Reading(failure="no"))
    assert known.total(tally).documents == 1  # what was read before the failure


def test_each_warning_comes_once() -> None:
    known = Known()
    assert [known.warn_once(about) for about in ("a", "a", "b")] == [True, False, True]
    known.restart()
    assert not known.warn_once("a")
