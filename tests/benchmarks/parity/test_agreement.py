from __future__ import annotations

import pytest

from benchmarks.parity.agreement import recall, same_order
from hybrid_search.types import Hit, SearchResults


def results(ids: str) -> SearchResults:
    hits = (Hit(id, 1 / rank, "dot", "", {}, {}, rank, id) for rank, id in enumerate(ids, start=1))
    return SearchResults(tuple(hits), "query", None, {}, {})


REFERENCE = {"1": results("abc"), "2": results("def")}


def test_the_order_is_compared_down_to_the_rank_that_was_asked_for() -> None:
    found = {"1": results("abx"), "2": results("dfe")}
    assert same_order(found, REFERENCE, 1) == 1.0
    assert same_order(found, REFERENCE, 2) == 0.5
    assert same_order(found, REFERENCE, 3) == 0.0


def test_recall_is_the_mean_share_of_the_references_hits_whatever_their_order() -> None:
    found = {"1": results("cba"), "2": results("dxy")}
    assert recall(found, REFERENCE) == pytest.approx((1 + 1 / 3) / 2)


def test_a_query_to_which_the_reference_finds_nothing_does_not_count() -> None:
    assert recall({"1": results("abc"), "2": results("x")}, {**REFERENCE, "2": results("")}) == 1.0


def test_without_any_hit_nothing_was_missed() -> None:
    assert recall({"1": results("a")}, {"1": results("")}) == 1.0
