"""Filters in Pinecone's language."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search import F
from hybrid_search.connectors.pinecone.filters import to_pinecone
from hybrid_search.connectors.pinecone.view import view
from hybrid_search.filters import Filter, parse
from hybrid_search.types.metadata import flatten, freeze
from tests import strategies
from tests.connectors.pinecone import metadata_filter
from tests.naive_filter import holds

RESERVED = {"_hs.hash": ("h",)}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (F.lang == "en", {"hs": {"$in": ["s:lang=en"]}}),
        (F.lang != "en", {"hs": {"$nin": ["s:lang=en"]}}),
        (F.year.is_in([1, 1.0, 2]), {"hs": {"$in": ["n:year=1.0", "n:year=2.0"]}}),
        (F.x.is_in([]), {"hs": {"$in": ["!"]}}),
        (~F.x.is_in([]), {"hs": {"$nin": ["!"]}}),
        (F.a.b.exists(), {"hs": {"$in": ["p:a_2eb"]}}),
        (F.year > 3, {"$and": [{"hs": {"$in": ["N:year"]}}, {"N_hi_year": {"$gt": 3.0}}]}),
        (F.year <= 3, {"$and": [{"hs": {"$in": ["N:year"]}}, {"N_lo_year": {"$lte": 3.0}}]}),
        (~(F.year > 3), {"$or": [{"hs": {"$nin": ["N:year"]}}, {"N_hi_year": {"$lte": 3.0}}]}),
        (~(F.year < 3), {"$or": [{"hs": {"$nin": ["N:year"]}}, {"N_lo_year": {"$gte": 3.0}}]}),
        (
            ~((F.a == "x") & (F.b == "y")),
            {"$or": [{"hs": {"$nin": ["s:a=x"]}}, {"hs": {"$nin": ["s:b=y"]}}]},
        ),
        (
            ~((F.a == "x") | ~(F.b == "y")),
            {"$and": [{"hs": {"$nin": ["s:a=x"]}}, {"hs": {"$in": ["s:b=y"]}}]},
        ),
    ],
)
def test_each_node_has_its_form(where: Filter, expected: dict[str, Any]) -> None:
    assert to_pinecone(where) == expected


def test_a_value_stays_a_value() -> None:
    assert to_pinecone(F["$or"] == '"}, {"$or": [') == {"hs": {"$in": ['s:_24or="}, {"$or": [']}}


@given(document=strategies.metadata, wheres=st.lists(strategies.filters, max_size=10))
def test_generated_filters_match_what_their_description_says(
    document: dict[str, Any], wheres: list[dict[str, Any]]
) -> None:
    stored = view(dict(flatten(freeze(document, "a"))) | RESERVED)
    for where in wheres:
        tree = parse(where)
        assert tree is not None
        asked = to_pinecone(tree)
        metadata_filter.check(asked)
        assert metadata_filter.holds(asked, stored) == holds(where, document)
