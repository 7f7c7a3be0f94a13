"""The legs in one ``_msearch``, whose items may fail one by one."""

from __future__ import annotations

from typing import Any

import pytest

from hybrid_search.connectors.base import Candidate
from hybrid_search.connectors.steps import Call
from hybrid_search.errors import BackendError, BackendUnavailable, IndexNotFound, InvalidQuery
from tests.connectors.contract.legs import dense_leg, sparse_leg
from tests.connectors.lucene.product import MAPPING, Product, run

BOTH = [sparse_leg({1: 1.0}, limit=7), dense_leg(1, 0, 0, limit=9)]


def hit(score: float, key: str, id: str | None = None) -> dict[str, Any]:
    """A hit; without *id*, that of a row whose id is too long to come with it."""
    names = {} if id is None else {"id": [id], "parent": [f"parent of {id}"]}
    return {"_score": score, "fields": {"key": [key], **names}}


def found(*hits: dict[str, Any]) -> dict[str, Any]:
    return {"status": 200, "hits": {"hits": list(hits)}}


def error(status: int, kind: str, reason: str = "why") -> dict[str, Any]:
    return {"status": status, "error": {"type": kind, "reason": reason}}


def test_both_legs_travel_in_one_request_with_their_own_size() -> None:
    calls: list[Call] = []
    legs = run(
        Product().search(BOTH),
        MAPPING,
        {"responses": [found(hit(2.0, "a", "a")), found(hit(0.5, "b", "b"))]},
        calls=calls,
    )
    assert legs == [[Candidate("a", 2.0, "parent of a")], [Candidate("b", 0.5, "parent of b")]]
    assert [call.method for call in calls] == ["indices.get_mapping", "msearch"]
    header, sparse, same, dense = calls[1].arguments["body"]
    assert header == same == {"index": "notes-000001", "allow_partial_search_results": False}
    assert (sparse["size"], dense["size"]) == (7, 9)
    assert sparse["stored_fields"] == "_none_"


def test_a_sparse_hit_without_a_score_is_none() -> None:
    (leg,) = run(Product().search(BOTH[:1]), MAPPING, {"responses": [found(hit(2.0, "a", "a"), hit(0.0, "b", "b"))]})
    assert [one.id for one in leg] == ["a"]


def test_an_empty_query_asks_for_nothing() -> None:
    calls: list[Call] = []
    assert run(Product().search([sparse_leg({})]), MAPPING, calls=calls) == [[]]
    assert [call.method for call in calls] == ["indices.get_mapping"]


def test_a_leg_that_the_server_was_too_busy_for_is_asked_again() -> None:
    answers: list[dict[str, Any]] = [
        MAPPING,
        {"responses": [found(), error(503, "no_shard_available_action_exception")]},
        {"responses": [error(429, "es_rejected_execution_exception"), found()]},
        {"responses": [found(), found(hit(0.5, "b", "b"))]},
    ]
    _, dense = run(Product().search(BOTH), *answers)
    assert [one.id for one in dense] == ["b"]


def test_a_leg_that_stays_busy_is_raised_at_last() -> None:
    busy = {"responses": [error(429, "es_rejected_execution_exception", "queue is full")]}
    with pytest.raises(BackendUnavailable, match="queue is full"):
        run(Product().search(BOTH[:1]), MAPPING, *[busy] * 8)


def test_an_error_of_one_leg_is_raised_at_once() -> None:
    with pytest.raises(BackendError, match="parsing_exception: why"):
        run(Product().search(BOTH), MAPPING, {"responses": [error(503, "busy"), error(400, "parsing_exception")]})


def test_an_index_that_is_gone_is_looked_at_again() -> None:
    product = Product()
    with pytest.raises(IndexNotFound):
        run(product.search(BOTH[:1]), MAPPING, {"responses": [error(404, "index_not_found_exception")]})
    calls: list[Call] = []
    run(product.search([]), MAPPING, calls=calls)
    assert [call.method for call in calls] == ["indices.get_mapping"]


def test_ids_that_do_not_come_with_a_hit_are_read_from_the_documents() -> None:
    calls: list[Call] = []
    documents = [
        {"_id": "~1", "found": True, "_source": {"id": "long", "parent": "p"}},
        {"_id": "~2", "found": False},
    ]
    (leg,) = run(
        Product().search(BOTH[:1]),
        MAPPING,
        {"responses": [found(hit(3.0, "~1"), hit(2.0, "a", "a"), hit(1.0, "~2"))]},
        {"docs": documents},
        calls=calls,
    )
    assert leg == [Candidate("long", 3.0, "p"), Candidate("a", 2.0, "parent of a")]
    assert [one["_id"] for one in calls[-1].arguments["body"]["docs"]] == ["~1", "~2"]


@pytest.mark.parametrize("leg", [dense_leg(1, 0), dense_leg(1, 0, 0, limit=10_001)])
def test_a_leg_that_cannot_be_asked_is_refused_before_anything_is_sent(leg: Any) -> None:
    with pytest.raises(InvalidQuery):
        run(Product().search([leg]), MAPPING)
