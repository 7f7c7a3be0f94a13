"""The meaning of filters: rule by rule, and against a second implementation of their description."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings

from hybrid_search import F
from hybrid_search.filters import Filter, matches, parse
from hybrid_search.types.metadata import flatten, freeze
from tests import strategies
from tests.naive_filter import holds

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)


def found(where: Any, metadata: dict[str, Any]) -> bool:
    return matches(parse(where), dict(flatten(freeze(metadata, "m"))))


@pytest.mark.parametrize(
    ("where", "metadata", "expected"),
    [
        # values
        (F.a == 1, {"a": 1}, True),
        (F.a == 1, {}, False),
        (F.a == 1, {"a": None}, False),
        (F.a == 1, {"a": []}, False),
        (F.a == 1, {"a": [2, 1]}, True),
        (F.a.b == 1, {"a": {"b": 1}}, True),
        (F.a.b == 1, {"a.b": 1}, True),
        (F.a.exists(), {"a": {"b": 1}}, False),
        (F.a == 1, {"a": 1, "a.b": 2}, True),
        # equality
        (F.a == 1, {"a": True}, False),
        (F.a == True, {"a": 1}, False),  # noqa: E712  # the comparison builds a filter
        (F.a == 1, {"a": 1.0}, True),
        (F.a == 0, {"a": -0.0}, True),
        (F.a == "1", {"a": 1}, False),
        (F.a == "ä", {"a": "a\u0308"}, False),
        (F.a == "A", {"a": "a"}, False),
        (F.a == 2**53, {"a": 2**53 - 1}, False),
        (F.a == 0.1, {"a": 0.1}, True),
        (F.a == NOON, {"a": NOON + timedelta(microseconds=999)}, True),
        (F.a == NOON, {"a": NOON + timedelta(microseconds=1000)}, False),
        (F.a == NOON, {"a": NOON - timedelta(microseconds=1)}, False),
        (F.a == NOON, {"a": NOON.replace(tzinfo=None)}, True),
        (F.a == NOON, {"a": NOON.astimezone(timezone(timedelta(hours=-5)))}, True),
        # not equal
        (F.a != 1, {}, True),
        (F.a != 1, {"a": None}, True),
        (F.a != 1, {"a": "x"}, True),
        (F.a != 1, {"a": [1, 2]}, False),
        # ranges
        (F.a > 1, {"a": 2}, True),
        (F.a > 1, {"a": 1}, False),
        (F.a >= 1, {"a": 1}, True),
        (F.a < 1, {"a": [5, 0]}, True),
        (F.a < 1, {"a": "0"}, False),
        (F.a < 1, {"a": False}, False),
        (F.a < 1, {}, False),
        (~(F.a < 1), {}, True),
        (F.a < NOON, {"a": NOON - timedelta(milliseconds=1)}, True),
        (F.a < NOON, {"a": 1}, False),
        (F.a > NOON, {"a": NOON + timedelta(microseconds=999)}, False),
        # two ranges may be met by two values of one list
        ((F.a > 5) & (F.a < 1), {"a": [0, 9]}, True),
        # is_in
        (F.a.is_in(["x", 1]), {"a": 1.0}, True),
        (F.a.is_in([True]), {"a": 1}, False),
        (F.a.is_in([1]), {"a": True}, False),
        (F.a.is_in([]), {"a": 1}, False),
        (~F.a.is_in([]), {}, True),
        # contains
        (F.a.contains("x"), {"a": ["y", "x"]}, True),
        (F.a.contains("x"), {"a": "xylophone"}, False),
        # exists
        (F.a.exists(), {"a": False}, True),
        (F.a.exists(), {"a": ""}, True),
        (F.a.exists(), {"a": 0}, True),
        (F.a.exists(), {"a": None}, False),
        (F.a.exists(), {"a": []}, False),
        (F.a == None, {"a": None}, True),  # noqa: E711  # the comparison builds a filter
        # and, or, not
        ((F.a == 1) & (F.b == 2), {"a": 1}, False),
        ((F.a == 1) | (F.b == 2), {"a": 1}, True),
        (~(F.a == 1), {"a": 1}, False),
    ],
)
def test_the_rules(where: Filter, metadata: dict[str, Any], expected: bool) -> None:
    assert found(where, metadata) is expected


def test_no_filter_matches_everything() -> None:
    assert matches(None, {})


def test_a_node_of_another_kind_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="unknown filter node Filter"):
        matches(Filter(), {})


@settings(max_examples=500)
@given(strategies.filters, strategies.metadata)
def test_a_second_implementation_agrees(where: dict[str, Any], metadata: dict[str, Any]) -> None:
    assert found(where, metadata) is holds(where, metadata)


@given(strategies.filters, strategies.filters, strategies.metadata)
def test_de_morgan(first: dict[str, Any], second: dict[str, Any], metadata: dict[str, Any]) -> None:
    a, b = parse(first), parse(second)
    assert a is not None
    assert b is not None
    assert found(~(a & b), metadata) == found(~a | ~b, metadata)
    assert found(~(a | b), metadata) == found(~a & ~b, metadata)


@given(strategies.filters, strategies.metadata)
def test_a_filter_or_its_negation_matches(where: dict[str, Any], metadata: dict[str, Any]) -> None:
    tree = parse(where)
    assert tree is not None
    assert found(tree, metadata) is not found(~tree, metadata)
