"""The nodes of a filter: what each refuses, and their limits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import reduce
from itertools import count
from typing import Any

import pytest

from hybrid_search.errors import InvalidFilter
from hybrid_search.filters import And, Compare, Exists, Filter, IsIn, Not, Or, all_of
from hybrid_search.filters.tree import MAX_DEPTH, MAX_NODES, MAX_VALUES

a, b, c = Exists("a"), Exists("b"), Exists("c")


class TestCompare:
    def test_brings_its_value_to_one_form(self) -> None:
        local = datetime(2020, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))
        assert Compare("a", "eq", local).value == datetime(2020, 1, 1, tzinfo=UTC)
        assert math.copysign(1, float(Compare("a", "eq", -0.0).value)) == 1.0  # type: ignore[arg-type]  # a number went in

    @pytest.mark.parametrize("relation", ["lt", "lte", "gt", "gte"])
    @pytest.mark.parametrize("value", ["x", True])
    def test_only_numbers_and_dates_have_ranges(self, relation: Any, value: Any) -> None:
        with pytest.raises(InvalidFilter, match=f"filter on 'a': {relation} compares numbers and dates, not the"):
            Compare("a", relation, value)

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            (None, "for None use exists"),
            ([1], "cannot compare with the list"),
            ({"b": 1}, "cannot compare with the dict"),
            (b"x", "the bytes"),
            (date(2020, 1, 1), "the date"),
            (math.nan, r"nan is not a finite number within 2\*\*53"),
            (math.inf, "inf is not a finite number"),
            (2**53 + 1, "9007199254740993 is not"),
            pytest.param(-(10**5000), "a whole number of 16,610 bits", id="5001 digits"),
            ("\ud800", "lone surrogate"),
            ("\x00", "NUL"),
            (datetime.min.replace(tzinfo=timezone(timedelta(hours=1))), "years 1 to 9999"),
        ],
    )
    def test_names_a_value_that_nothing_can_equal(self, value: Any, message: str) -> None:
        with pytest.raises(InvalidFilter, match=f"^filter on 'a': .*{message}"):
            Compare("a", "eq", value)

    def test_an_operator_outside_the_five_is_refused(self) -> None:
        with pytest.raises(InvalidFilter, match="unknown operator 'ne'; known: eq, lt, lte, gt, gte"):
            Compare("a", "ne", 1)  # type: ignore[arg-type]  # that it is refused is the point


class TestIsIn:
    def test_takes_any_iterable_once(self) -> None:
        assert IsIn("a", (value for value in (1, 2))).values == (1, 2)  # type: ignore[arg-type]  # made a tuple

    @pytest.mark.parametrize("values", ["text", b"bytes", {"a": 1}, 5, None])
    def test_refuses_what_is_no_list(self, values: Any) -> None:
        with pytest.raises(InvalidFilter, match="is_in takes a list of values"):
            IsIn("a", values)

    def test_refuses_more_than_a_thousand_values(self) -> None:
        assert len(IsIn("a", tuple(range(MAX_VALUES))).values) == MAX_VALUES
        with pytest.raises(InvalidFilter, match="is_in has more than 1,000 values"):
            IsIn("a", tuple(range(10_000)))

    def test_an_iterator_without_end_is_not_read_to_its_end(self) -> None:
        def endless() -> Iterator[int]:
            yield from count()

        with pytest.raises(InvalidFilter, match="more than 1,000 values"):
            IsIn("a", endless())  # type: ignore[arg-type]  # an iterator is the case

    def test_refuses_a_value_like_compare(self) -> None:
        with pytest.raises(InvalidFilter, match="for None use exists"):
            IsIn("a", (1, None))  # type: ignore[arg-type]  # that it is refused is the point


@pytest.mark.parametrize("path", ["", ".", "a.", ".a", "a..b", 1, None])
def test_a_path_needs_a_name_between_its_dots(path: Any) -> None:
    with pytest.raises(InvalidFilter, match="must be a dotted name"):
        Exists(path)


@pytest.mark.parametrize("path", ["_hs", "_hs.text", "_hsx"])
def test_reserved_paths_are_refused(path: str) -> None:
    with pytest.raises(InvalidFilter, match=r"is reserved; only _hs\.hash, _hs\.ordinal, _hs\.parent exist"):
        Exists(path)


@pytest.mark.parametrize("path", ["_hs.parent", "_hs.ordinal", "_hs.hash", "a.b", "ä b", "a._hs"])
def test_other_paths_are_taken(path: str) -> None:
    assert Exists(path).path == path


@pytest.mark.parametrize("path", ["a\x00", "\ud800"])
def test_a_path_that_no_backend_can_hold_is_refused(path: str) -> None:
    with pytest.raises(InvalidFilter):
        Exists(path)


class TestCombining:
    def test_chains_of_one_operator_stay_flat(self) -> None:
        assert (a & b) & c == And((a, b, c))
        assert a & (b & c) == And((a, b, c))
        assert a | b | c == Or((a, b, c))
        assert (a | b) & c == And((Or((a, b)), c))

    def test_a_double_negation_is_none(self) -> None:
        assert ~~a is a
        assert ~a == Not(a)

    def test_children_may_come_from_any_iterable(self) -> None:
        assert And(child for child in (a, b)) == And((a, b))  # type: ignore[arg-type]  # made a tuple
        assert hash(And([a, b])) == hash(And((a, b)))  # type: ignore[arg-type]  # as above

    @pytest.mark.parametrize("truth", [lambda: bool(a), lambda: a and b, lambda: not a])
    def test_pythons_own_operators_are_refused_with_the_right_ones(self, truth: Any) -> None:
        with pytest.raises(InvalidFilter, match=r"combine filters with & \| ~"):
            truth()

    @pytest.mark.parametrize("other", [None, True, {"a": 1}, "a"])
    def test_anything_else_than_a_filter_is_refused(self, other: Any) -> None:
        with pytest.raises(TypeError):
            a & other
        with pytest.raises(TypeError):
            a | other
        with pytest.raises(InvalidFilter, match="a filter is built of filters"):
            And((a, other))

    @pytest.mark.parametrize("kind", [And, Or])
    def test_a_combination_of_nothing_is_refused(self, kind: Any) -> None:
        with pytest.raises(InvalidFilter, match="over no conditions"):
            kind(())

    def test_all_of_leaves_none_out(self) -> None:
        assert all_of() is None
        assert all_of(None, None) is None
        assert all_of(None, a) is a
        assert all_of(a, None, b) == And((a, b))


class TestLimits:
    def test_depth_and_nodes_are_counted(self) -> None:
        tree = (a & b) | ~c
        assert (tree.depth, tree.nodes) == (3, 6)

    def test_thirty_two_levels_are_the_limit(self) -> None:
        tree: Filter = a
        for level in range(2, MAX_DEPTH + 1):
            tree = tree & b if level % 2 else tree | b
        assert tree.depth == MAX_DEPTH
        with pytest.raises(InvalidFilter, match="nested 33 levels deep; at most 32"):
            Not(tree)

    def test_ten_thousand_levels_are_refused_long_before_the_stack_ends(self) -> None:
        tree: Filter = a
        for _ in range(MAX_DEPTH - 1):
            tree = Not(tree)
        with pytest.raises(InvalidFilter, match="nested 33 levels"):
            reduce(lambda inner, _: Not(inner), range(10_000), tree)

    def test_a_thousand_nodes_are_the_limit(self) -> None:
        assert Or((a,) * (MAX_NODES - 1)).nodes == MAX_NODES
        with pytest.raises(InvalidFilter, match="has 1,001 conditions; at most 1,000"):
            Or((a,) * MAX_NODES)


def test_filters_are_values() -> None:
    assert Compare("a", "eq", 1) == Compare("a", "eq", 1)
    assert len({Compare("a", "eq", 1), Compare("a", "eq", 1), Compare("a", "gt", 1)}) == 2
