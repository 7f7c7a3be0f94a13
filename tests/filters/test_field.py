"""F: the Python spelling."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from hybrid_search import F
from hybrid_search.errors import InvalidFilter
from hybrid_search.filters import Compare, Exists, Field, IsIn, Not


@pytest.mark.parametrize(
    ("field", "path"),
    [
        (F.year, "year"),
        (F.author.name, "author.name"),
        (F["author.name"], "author.name"),
        (F["file name"], "file name"),
        (F.author["exists"], "author.exists"),
        (F["a"]["b"].c, "a.b.c"),
        (F._hs.parent, "_hs.parent"),
    ],
)
def test_a_path_can_be_said_in_several_ways(field: Field, path: str) -> None:
    assert field.path == path


@pytest.mark.parametrize(
    ("built", "tree"),
    [
        (F.a == 1, Compare("a", "eq", 1)),
        (F.a != 1, Not(Compare("a", "eq", 1))),
        (F.a < 1, Compare("a", "lt", 1)),
        (F.a <= 1, Compare("a", "lte", 1)),
        (F.a > 1, Compare("a", "gt", 1)),
        (F.a >= 1, Compare("a", "gte", 1)),
        (2020 <= F.a, Compare("a", "gte", 2020)),  # noqa: SIM300  # the value may stand on the left
        (F.a.is_in(["x", "y"]), IsIn("a", ("x", "y"))),
        (F.a.is_in([]), IsIn("a", ())),
        (F.a.contains("x"), Compare("a", "eq", "x")),
        (F.a.exists(), Exists("a")),
        (F.a == None, Not(Exists("a"))),  # noqa: E711  # the comparison builds a filter
        (F.a != None, Exists("a")),  # noqa: E711  # as above
    ],
)
def test_each_comparison_builds_its_node(built: Any, tree: Any) -> None:
    assert built == tree


def test_a_chain_is_refused_since_python_would_drop_its_first_half() -> None:
    with pytest.raises(InvalidFilter, match="combine filters with &"):
        _ = 1 < F.a < 5


@pytest.mark.parametrize("loop", [list, tuple, lambda field: "x" in field, F.b.is_in])
def test_a_field_cannot_be_looped_over(loop: Any) -> None:
    with pytest.raises((TypeError, InvalidFilter)):
        loop(F.a)


@pytest.mark.parametrize("path", ["", "a..b", "_hs.text", 0])
def test_a_bad_path_is_refused_at_once(path: Any) -> None:
    with pytest.raises(InvalidFilter):
        F[path]


def test_a_bad_part_is_refused_in_the_comparison() -> None:
    with pytest.raises(InvalidFilter, match=r"filter path 'a\.' must be a dotted name"):
        _ = F.a[""] == 1


def test_a_field_can_be_copied_and_pickled_and_not_hashed() -> None:
    assert copy.copy(F.a).path == pickle.loads(pickle.dumps(F.a)).path == "a"
    with pytest.raises(TypeError, match="unhashable"):
        hash(F.a)


def test_the_comparison_with_a_list_says_what_to_use() -> None:
    with pytest.raises(InvalidFilter, match="for lists use contains or is_in"):
        _ = F.tags == ["a"]
