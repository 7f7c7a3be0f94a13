"""The query DSL of filters, read by a few lines that do what the documentation says of each query."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search import F
from hybrid_search.connectors.lucene.filters import NOTHING, to_query
from hybrid_search.connectors.lucene.legs import Query
from hybrid_search.connectors.lucene.view import view
from hybrid_search.filters import And, Filter, Or, parse
from hybrid_search.types.metadata import flatten, freeze
from tests import strategies
from tests.naive_filter import holds

RELATIONS = {"lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge}


def finds(query: Query, document: Mapping[str, Any]) -> bool:
    """Whether a document with this view matches."""
    ((kind, body),) = query.items()
    if kind == "bool":
        should = [finds(one, document) for one in body.get("should", [])]
        return (
            all(finds(one, document) for one in body.get("filter", []))
            and not any(finds(one, document) for one in body.get("must_not", []))
            and (not should or sum(should) >= body["minimum_should_match"])
        )
    if kind == "match_none":
        return False
    ((field, wanted),) = body.items()
    values = values_of(document, field)
    if kind == "range":
        ((relation, bound),) = wanted.items()
        return any(RELATIONS[relation](value, bound) for value in values)
    return any(value in (wanted if kind == "terms" else [wanted]) for value in values)


def values_of(document: Mapping[str, Any], field: str) -> list[Any]:
    kind, _, name = field.partition(".")
    found: list[Any] = document.get(kind, {}).get(name, []) if name else document.get(kind, [])
    return found


def depth(query: Any) -> int:
    """Levels of queries, one for each bool."""
    if isinstance(query, list):
        return max(map(depth, query), default=0)
    if not isinstance(query, Mapping):
        return 0
    return max(map(depth, query.values()), default=0) + ("bool" in query)


def leaves(query: Any) -> int:
    if isinstance(query, list):
        return sum(map(leaves, query))
    if "bool" in query:
        return sum(leaves(part) for part in query["bool"].values() if isinstance(part, list))
    return 1


@given(st.lists(strategies.metadata, max_size=4), strategies.filters)
def test_a_query_matches_what_the_filter_means(documents: list[dict[str, Any]], where: dict[str, Any]) -> None:
    tree = parse(where)
    assert tree is not None
    query = to_query(tree)
    for metadata in documents:
        document = view(dict(flatten(freeze(metadata, "a"))))
        assert finds(query, document) == holds(where, metadata)


@pytest.mark.parametrize(
    ("where", "query"),
    [
        (F.lang == "en", {"terms": {"string.lang": ["en"]}}),
        (F.year == 2020, {"terms": {"number.year": [2020.0]}}),
        (F.draft == True, {"terms": {"bool.draft": [True]}}),  # noqa: E712  # the comparison builds a filter
        (F.year >= 2020, {"range": {"number.year": {"gte": 2020.0}}}),
        (F.a.b.exists(), {"term": {"path": "a_2eb"}}),
        (F.x.is_in([]), NOTHING),
        (
            F.x.is_in(["1", 1]),
            {
                "bool": {
                    "should": [{"terms": {"string.x": ["1"]}}, {"terms": {"number.x": [1.0]}}],
                    "minimum_should_match": 1,
                }
            },
        ),
        (~(F.x > 1), {"bool": {"must_not": [{"range": {"number.x": {"gt": 1.0}}}]}}),
        (
            (F.x > 1) & ((F.y > 2) | (F.z > 3)),
            {
                "bool": {
                    "filter": [{"range": {"number.x": {"gt": 1.0}}}],
                    "should": [{"range": {"number.y": {"gt": 2.0}}}, {"range": {"number.z": {"gt": 3.0}}}],
                    "minimum_should_match": 1,
                }
            },
        ),
        (
            ~((F.x > 1) | (F.y > 2)),
            {
                "bool": {
                    "must_not": [{"range": {"number.x": {"gt": 1.0}}}, {"range": {"number.y": {"gt": 2.0}}}],
                }
            },
        ),
    ],
)
def test_the_query_of_a_filter(where: Filter, query: Query) -> None:
    assert to_query(where) == query


def test_equalities_of_one_path_are_one_query() -> None:
    either = reduce(operator.or_, [F.n == n for n in range(900)])
    assert to_query(either) == {"terms": {"number.n": [float(n) for n in range(900)]}}
    neither = reduce(operator.and_, [~(F.n == n) for n in range(400)])
    assert to_query(neither) == {"bool": {"must_not": [{"terms": {"number.n": [float(n) for n in range(400)]}}]}}


def test_more_values_than_one_is_in_takes_are_several() -> None:
    where = F.n.is_in(range(1000)) | F.n.is_in(range(1000, 1500))
    assert [len(one["terms"]["number.n"]) for one in to_query(where)["bool"]["should"]] == [1000, 500]


def test_equalities_that_all_have_to_hold_stay_apart() -> None:
    assert leaves(to_query((F.n == 1) & (F.n == 2))) == 2
    assert leaves(to_query(~(F.n == 1) | ~(F.n == 2))) == 2


def test_the_deepest_filter_stays_below_the_nesting_that_servers_take() -> None:
    where: Filter = F.n < 3
    while where.depth < 31:
        where = ~Or((where, F.n > 5)) if where.depth % 3 else And((where, F.m > 5))
    assert depth(to_query(where)) <= 16
