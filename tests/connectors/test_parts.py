"""Writes in parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.connectors.parts import Item, PartLimits, parts, send_in_parts
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import BackendUnavailable, RequestTooLarge
from hybrid_search.types import FailedDocument
from tests.connectors.scripted import Script, ask, sync_bench

WIDE = PartLimits(items=1000, size=10**9)


def items(*sizes: int) -> list[Item]:
    return [Item(str(place), None, size) for place, size in enumerate(sizes)]


def sent(
    waiting: Sequence[Item], limits: PartLimits, server: Callable[[list[str]], Sequence[FailedDocument]]
) -> tuple[list[list[str]], list[FailedDocument]]:
    """The requests that were tried, as ids, and what is reported in the end."""
    requests: list[list[str]] = []

    def send(part: Sequence[Item]) -> Operation[Sequence[FailedDocument]]:
        yield ask()
        requests.append([item.id for item in part])
        return server(requests[-1])

    one = sync_bench(Script(), RetryPolicy(), local=False)
    failed = one.run(send_in_parts(waiting, limits, send))
    one.close()
    return requests, failed


def takes(count: int, *, poisoned: Sequence[str] = ()) -> Callable[[list[str]], Sequence[FailedDocument]]:
    """A server that takes requests of so many items, and refuses the poisoned ones by themselves."""

    def server(ids: list[str]) -> Sequence[FailedDocument]:
        if len(ids) > count:
            raise RequestTooLarge("the request is too large for the server")
        return [FailedDocument(id, "poisoned") for id in ids if id in poisoned]

    return server


class TestParts:
    @pytest.mark.parametrize(
        ("limits", "expected"),
        [
            (PartLimits(items=2, size=100), [[1, 2], [3, 4], [5]]),
            (PartLimits(items=9, size=6), [[1, 2, 3], [4], [5]]),
            (PartLimits(items=9, size=3), [[1, 2], [3], [4], [5]]),
            (PartLimits(items=9, size=15), [[1, 2, 3, 4, 5]]),
            (PartLimits(items=1, size=0), [[1], [2], [3], [4], [5]]),
        ],
    )
    def test_each_is_as_long_as_both_limits_allow(self, limits: PartLimits, expected: list[list[int]]) -> None:
        assert list(parts([1, 2, 3, 4, 5], limits, lambda size: size)) == expected

    def test_what_exceeds_the_limit_alone_goes_alone(self) -> None:
        assert list(parts([1, 50, 1], PartLimits(items=9, size=10), lambda size: size)) == [[1], [50], [1]]

    def test_of_nothing_there_are_none(self) -> None:
        assert list(parts([], WIDE, lambda size: size)) == []

    @given(st.lists(st.integers(0, 20)), st.integers(1, 5), st.integers(0, 30))
    def test_they_join_to_the_whole_within_the_limits(self, sizes: list[int], count: int, size: int) -> None:
        found = list(parts(sizes, PartLimits(count, size), lambda one: one))
        assert [one for part in found for one in part] == sizes
        assert all(len(part) == 1 or (len(part) <= count and sum(part) <= size) for part in found)
        assert all(part for part in found)


class TestSending:
    def test_all_go_in_as_many_requests_as_they_need(self) -> None:
        requests, failed = sent(items(1, 1, 1, 1, 1), PartLimits(items=2, size=100), takes(2))
        assert requests == [["0", "1"], ["2", "3"], ["4"]]
        assert failed == []

    def test_nothing_is_sent_for_nothing(self) -> None:
        assert sent([], WIDE, takes(1)) == ([], [])

    def test_what_is_too_large_is_halved_in_order(self) -> None:
        requests, failed = sent(items(*[1] * 5), WIDE, takes(2))
        assert requests == [["0", "1", "2", "3", "4"], ["0", "1"], ["2", "3", "4"], ["2"], ["3", "4"]]
        assert failed == []

    def test_one_that_is_too_large_alone_is_reported_and_the_others_are_stored(self) -> None:
        def server(ids: list[str]) -> Sequence[FailedDocument]:
            if "2" in ids:
                raise RequestTooLarge("above 100 MB")
            return []

        requests, failed = sent(items(*[1] * 4), WIDE, server)
        assert failed == [FailedDocument("2", "above 100 MB")]
        assert requests[-3:] == [["2", "3"], ["2"], ["3"]]

    def test_what_the_backend_refuses_item_by_item_is_collected(self) -> None:
        _, failed = sent(items(*[1] * 6), PartLimits(items=2, size=10), takes(2, poisoned=["1", "4"]))
        assert [one.id for one in failed] == ["1", "4"]

    def test_any_other_error_ends_it(self) -> None:
        def server(ids: list[str]) -> Any:
            raise BackendUnavailable("gone")

        with pytest.raises(BackendUnavailable):
            sent(items(1, 1), WIDE, server)

    @given(st.lists(st.integers(1, 9), max_size=12), st.integers(1, 4), st.sets(st.integers(0, 11)))
    def test_each_item_is_taken_or_reported_exactly_once(self, sizes: list[int], count: int, bad: set[int]) -> None:
        poisoned = [str(place) for place in bad if place < len(sizes)]
        server = takes(count, poisoned=poisoned)
        requests, failed = sent(items(*sizes), PartLimits(items=6, size=20), server)
        taken = [id for ids in requests if len(ids) <= count for id in ids]
        assert taken == [str(place) for place in range(len(sizes))]
        assert sorted(one.id for one in failed) == sorted(poisoned)
