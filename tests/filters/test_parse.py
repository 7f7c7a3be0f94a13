"""The dict spelling."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from hybrid_search import F
from hybrid_search.errors import InvalidFilter
from hybrid_search.filters import And, Compare, Exists, IsIn, Not, Or, parse
from tests import strategies


@pytest.mark.parametrize(
    ("where", "tree"),
    [
        ({"lang": "en"}, F.lang == "en"),
        ({"lang": "en", "year": {"$gte": 2020}}, (F.lang == "en") & (F.year >= 2020)),
        ({"year": {"$gte": 2020, "$lt": 2024}}, (F.year >= 2020) & (F.year < 2024)),
        ({"year": {"$gt": 2020, "$lte": 2024}}, (F.year > 2020) & (F.year <= 2024)),
        ({"a": {"$eq": 1}}, Compare("a", "eq", 1)),
        ({"a": {"$ne": 1}}, Not(Compare("a", "eq", 1))),
        ({"a": None}, Not(Exists("a"))),
        ({"a": {"$ne": None}}, Exists("a")),
        ({"a": {"$in": [1, 2]}}, IsIn("a", (1, 2))),
        ({"a": {"$nin": [1]}}, Not(IsIn("a", (1,)))),
        ({"a": {"$contains": "x"}}, Compare("a", "eq", "x")),
        ({"a": {"$exists": True}}, Exists("a")),
        ({"a": {"$exists": False}}, Not(Exists("a"))),
        ({"$and": [{"a": 1}, {"b": 2}]}, And((F.a == 1, F.b == 2))),
        ({"$or": [{"a": 1}, {"b": 2}]}, Or((F.a == 1, F.b == 2))),
        ({"$not": {"a": 1}}, Not(F.a == 1)),
        ({"$not": {"$not": {"a": 1}}}, F.a == 1),
        ({"a.b": 1}, F.a.b == 1),
        ({"$or": [F.a == 1, {"b": 2}]}, Or((F.a == 1, F.b == 2))),
        ({"_hs.parent": "x"}, Compare("_hs.parent", "eq", "x")),
    ],
)
def test_each_spelling_builds_its_tree(where: Any, tree: Any) -> None:
    assert parse(where) == tree


def test_a_tree_and_none_stay_what_they_are() -> None:
    tree = F.a == 1
    assert parse(tree) is tree
    assert parse(None) is None


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({}, "the filter {} is empty and would match every document"),
        ({"$not": {}}, "is empty"),
        ({"$and": []}, "over no conditions"),
        ({"$or": [{}]}, "is empty"),
        ({"$and": {"a": 1}}, r"filter \$and takes a list of filters, not dict"),
        ({"$not": [{"a": 1}]}, "a filter is a dict or built with F, not list"),
        ({"$nor": [{"a": 1}]}, r"unknown operator '\$nor'; known at this place: \$and, \$or, \$not"),
        ({"$gte": 5}, r"unknown operator '\$gte'"),
        ({"a": {"$regex": "x"}}, r"filter on 'a': unknown operator '\$regex'; known: \$eq, \$ne, \$lt"),
        ({"a": {"gte": 1}}, "unknown operator 'gte'"),
        ({"a": {5: 1}}, "unknown operator 5"),
        ({"a": {}}, "filter on 'a': {} names no operator"),
        ({"a": {"$exists": 1}}, r"\$exists takes true or false, not 1"),
        ({"a": {"$in": "abc"}}, "is_in takes a list of values"),
        ({"a": {"$in": {"x": 1}}}, "is_in takes a list of values"),
        ({"a": {"$in": list(range(10_000))}}, "more than 1,000 values"),
        ({"a": {"$lt": "x"}}, "lt compares numbers and dates, not the string"),
        ({"a": [1, 2]}, "for lists use contains or is_in"),
        ({"a": {"$gt": None}}, "for None use exists"),
        ({1: 2}, "filter path 1 must be a dotted name"),
        ({"": 2}, "must be a dotted name"),
        ({"_hs.text": 2}, "is reserved"),
        ("lang = en", "a filter is a dict or built with F, not str"),
        ([{"a": 1}], "not list"),
        (False, "not bool False"),  # what F.a.exists == True gives
    ],
)
def test_what_is_wrong_is_named(where: Any, message: str) -> None:
    with pytest.raises(InvalidFilter, match=message):
        parse(where)


@pytest.mark.parametrize("operator", ["$and", "$or", "$not"])
def test_ten_thousand_levels_are_refused(operator: str) -> None:
    where: Any = {"a": 1}
    for _ in range(10_000):
        where = {operator: where if operator == "$not" else [where]}
    with pytest.raises(InvalidFilter, match="nested deeper than 32 levels"):
        parse(where)


def test_a_dict_that_holds_itself_is_refused() -> None:
    where: dict[str, Any] = {}
    where["$not"] = where
    with pytest.raises(InvalidFilter, match="nested deeper than 32 levels"):
        parse(where)


@given(strategies.filters)
def test_the_tree_spelled_as_a_dict_gives_the_same_tree(where: dict[str, Any]) -> None:
    tree = parse(where)
    assert tree is not None
    assert parse(tree.to_dict()) == tree
    assert repr(parse(tree.to_dict())) == repr(tree)  # also tells True from 1


def test_a_date_from_json_is_spelled_with_its_own_key() -> None:
    may = {"$date": "2021-05-01T12:00:00Z"}
    moment = datetime(2021, 5, 1, 12, tzinfo=UTC)
    assert parse({"day": may}) == Compare("day", "eq", moment)
    assert parse({"day": {"$gte": may}}) == Compare("day", "gte", moment)
    assert parse({"day": {"$in": [may]}}) == IsIn("day", (moment,))


@pytest.mark.parametrize("date", ["yesterday", 5, None])
def test_a_date_that_is_none_is_refused_by_name(date: object) -> None:
    with pytest.raises(
        InvalidFilter, match=r"filter on 'day': (\$date takes an ISO 8601 text|Invalid isoformat string)"
    ):
        parse({"day": {"$lt": {"$date": date}}})
