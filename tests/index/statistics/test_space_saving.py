"""Counting in bounded memory, and the bound on what was forgotten."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.encoders.statistics import CollectionStatistics
from hybrid_search.index.statistics.known import summed
from hybrid_search.index.statistics.space_saving import SpaceSaving
from hybrid_search.types import SparseVector
from tests.fakes import frequencies

documents = st.lists(st.frozensets(st.integers(0, 12) | st.just(2**32 - 1), max_size=6), max_size=40)


def of(*documents: frozenset[int] | set[int]) -> CollectionStatistics:
    return CollectionStatistics.of([SparseVector.from_pairs((index, 1.0) for index in one) for one in documents])


def counted(batches: list[list[frozenset[int]]], capacity: int) -> CollectionStatistics:
    counter = SpaceSaving(capacity)
    for batch in batches:
        counter.add(of(*batch))
    return counter.statistics()


def split(documents: list[frozenset[int]], size: int) -> list[list[frozenset[int]]]:
    return [documents[start : start + size] for start in range(0, len(documents), size)]


def test_below_the_capacity_every_frequency_is_exact() -> None:
    counter = SpaceSaving()
    counter.add(of({1, 2}, {2, 3}))
    counter.add(of({2}, set(), {7}))
    found = counter.statistics()
    assert (found.documents, frequencies(found), found.unlisted) == (5, {1: 1, 2: 3, 3: 1, 7: 1}, 0)


def test_above_it_the_rarest_go_and_the_bound_says_how_frequent_they_were() -> None:
    found = counted([[frozenset({1, 2, 3})], [frozenset({1, 2})], [frozenset({1})]], capacity=2)
    assert (frequencies(found), found.unlisted) == ({1: 3, 2: 2}, 1)


def test_what_comes_back_is_counted_from_one_and_lies_within_the_bound() -> None:
    # 3 is dropped with a count of 1, and comes back with a count and an error of 1: together more than 1 has.
    found = counted([[frozenset({1, 2, 3})], [frozenset({2})], [frozenset({3})]], capacity=2)
    assert frequencies(found) == {2: 2, 3: 1}  # 3 was in two documents: within the bound
    assert found.unlisted == 1


def test_statistics_do_not_change_with_later_additions() -> None:
    counter = SpaceSaving()
    counter.add(of({1}))
    before = counter.statistics()
    counter.add(of({1}))
    assert (before.documents, frequencies(before)) == (1, {1: 1})


def test_an_empty_counter_has_seen_nothing() -> None:
    found = SpaceSaving().statistics()
    assert (found.documents, len(found.dimensions), found.unlisted) == (0, 0, 0)


@given(documents, st.integers(1, 8), st.integers(1, 10))
def test_every_frequency_is_within_the_bound_and_the_bound_within_pairs_by_capacity(
    documents: list[frozenset[int]], capacity: int, batch: int
) -> None:
    found = counted(split(documents, batch), capacity)
    true = Counter(index for one in documents for index in one)
    listed = frequencies(found)
    assert len(listed) <= capacity
    assert found.documents == len(documents)
    assert found.unlisted * capacity <= true.total()
    for index, frequency in true.items():
        assert listed.get(index, 0) <= frequency <= listed.get(index, 0) + found.unlisted


@given(documents, documents, st.integers(1, 8))
def test_the_sum_of_bounded_statistics_keeps_the_bound(
    mine: list[frozenset[int]], theirs: list[frozenset[int]], capacity: int
) -> None:
    found = summed(counted(split(mine, 3), capacity), counted(split(theirs, 3), capacity))
    true = Counter(index for one in mine + theirs for index in one)
    listed = frequencies(found)
    for index, frequency in true.items():
        assert listed.get(index, 0) <= frequency <= listed.get(index, 0) + found.unlisted


@given(documents, documents)
def test_the_sum_of_two_writers_is_one_writer_over_both(
    mine: list[frozenset[int]], theirs: list[frozenset[int]]
) -> None:
    both = summed(of(*mine), of(*theirs))
    one = of(*mine, *theirs)
    assert (both.documents, frequencies(both), both.unlisted) == (one.documents, frequencies(one), 0)


@pytest.mark.parametrize("size", [65_536, 65_537, 70_000])
def test_the_default_capacity(size: int) -> None:
    counter = SpaceSaving()
    everything = SparseVector(np.arange(size, dtype=np.uint32), np.ones(size, np.float32))
    counter.add(CollectionStatistics.of([everything]))
    assert len(counter.statistics().dimensions) == 65_536
    assert counter.statistics().unlisted == (1 if size > 65_536 else 0)
