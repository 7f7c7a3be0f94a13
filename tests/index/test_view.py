"""A view: no operation sees or touches what its filter leaves out, whatever its arguments are."""

from __future__ import annotations

from typing import Any

import pytest

from hybrid_search import AddReport, Document, F, HybridIndex
from hybrid_search.errors import InvalidFilter, Unsupported
from hybrid_search.types import FailedDocument
from tests.index.conftest import TEXTS, documents

MINE = {"tenant": "mine"}
YOURS = {"tenant": "yours"}


@pytest.fixture
def shared(empty: HybridIndex) -> HybridIndex:
    """a and b are mine, c is yours, d is nobody's."""
    empty.add(documents(a=MINE, b=MINE, c=YOURS))
    return empty


@pytest.fixture
def view(shared: HybridIndex) -> HybridIndex:
    return shared.view(F.tenant == "mine")


WIDENING: list[Any] = [
    None,
    F.tenant == "yours",
    F.tenant.is_in(["mine", "yours"]),
    (F.tenant == "yours") | (F.tenant == "mine"),
    ~(F.tenant == "mine"),
    F.tenant != "nobody",
    ~F.tenant.exists() | F.tenant.exists(),
    {"$or": [{"tenant": "yours"}, {"tenant": None}]},
    {"$not": {"$and": [{"tenant": "mine"}, {"x": 1}]}},
    {"_hs.parent": {"$in": list("abcd")}},
]


@pytest.mark.parametrize("where", WIDENING)
def test_no_filter_widens_search_or_count(view: HybridIndex, where: Any) -> None:
    for options in ({}, {"legs": "sparse"}, {"legs": "dense"}, {"explain": True}, {"group_by": "document"}):
        found: Any = view.search("plants cats trains", where=where, **options)
        assert set(found.ids) <= {"a", "b"}
    assert view.count(where) <= 2


@pytest.mark.parametrize("where", WIDENING[1:])
def test_no_filter_widens_delete(view: HybridIndex, shared: HybridIndex, where: Any) -> None:
    view.delete(where=where)
    assert shared.get("c") is not None
    assert shared.get("d") is not None


def test_it_sees_what_matches(view: HybridIndex) -> None:
    assert view.search("plants").ids == ("a", "b")
    assert view.search("plants", where={"tenant": "mine"}).ids == ("a", "b")
    assert view.count() == 2
    assert view.stats().documents == 2
    assert [results.ids for results in view.search_many(["plants", "trains"])] == [("a", "b"), ("a", "b")]


def test_get_does_not_give_what_is_outside(view: HybridIndex) -> None:
    assert view.get("c") is None
    assert view.get("d") is None
    assert set(view.get(list("abcd"))) == {"a", "b"}


def test_delete_by_id_does_not_touch_what_is_outside(view: HybridIndex, shared: HybridIndex) -> None:
    assert view.delete(["a", "c", "d", "absent"]) == 1
    assert set(shared.get(list("abcd"))) == {"b", "c", "d"}


def test_add_takes_what_matches(view: HybridIndex, shared: HybridIndex) -> None:
    assert view.add([Document("e", "plants", MINE), Document("a", "cats", MINE)]) == AddReport(written=2)
    assert shared.count() == 5


def test_add_refuses_what_does_not_match(view: HybridIndex, shared: HybridIndex) -> None:
    report = view.add([Document("e", "plants", YOURS), Document("f", "plants"), Document("g", "plants", MINE)])
    reason = "the document does not match the filter of this view"
    assert report == AddReport(written=1, failed=(FailedDocument("e", reason), FailedDocument("f", reason)))
    assert shared.get("e") is None


def test_add_does_not_take_over_an_id_from_outside(view: HybridIndex, shared: HybridIndex) -> None:
    report = view.add([Document("c", "plants", MINE), Document("d", "plants", MINE)])
    reason = "the id is taken by a document outside this view"
    assert report == AddReport(failed=(FailedDocument("c", reason), FailedDocument("d", reason)))
    assert shared.get("c") == Document("c", TEXTS["c"], YOURS)


def test_a_view_of_a_view_is_narrower_and_never_wider(shared: HybridIndex, view: HybridIndex) -> None:
    shared.add([Document("a", TEXTS["a"], MINE | {"year": 2020})])
    inner = view.view({"year": {"$gte": 2000}})
    assert inner.count() == 1
    assert inner.view(F.tenant == "yours").count() == 0


def test_it_cannot_drop_the_index(view: HybridIndex, shared: HybridIndex) -> None:
    with pytest.raises(Unsupported, match="would delete documents outside it; use delete"):
        view.drop()
    assert shared.count() == 4


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (None, r"view\(where=None\) would see everything"),
        ({}, "is empty and would match every document"),
        (True, "a filter is a dict or built with F"),
    ],
)
def test_it_needs_a_filter(shared: HybridIndex, where: Any, message: str) -> None:
    with pytest.raises(InvalidFilter, match=message):
        shared.view(where)


def test_a_filter_that_grows_too_deep_with_the_views_is_refused(shared: HybridIndex) -> None:
    deep = F.n == 1
    for level in range(31):
        deep = deep & (F.n == level) if level % 2 else deep | (F.n == level)
    with pytest.raises(InvalidFilter, match="nested 33 levels"):
        shared.view(F.tenant == "mine").search("plants", where=deep)


def test_the_first_add_may_come_through_a_view(empty: HybridIndex) -> None:
    assert empty.view(MINE).add([Document("a", "plants", MINE)]) == AddReport(written=1)
    assert empty.count() == 1
