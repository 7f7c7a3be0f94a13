"""Which requests it takes to look a name up and to move it, without a server."""

from __future__ import annotations

from typing import cast

import pytest

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.lucene.schema import mappings
from hybrid_search.connectors.steps import Call
from hybrid_search.errors import IndexNotFound, InvalidInput, NotAnIndex
from tests.connectors.lucene.generations_contract import foreign
from tests.connectors.lucene.product import MAPPING, Product, run

SECOND = {"notes-000002": {"mappings": mappings({"dense": {"dims": 3}, "sparse": {}}, "rows")}}
COUNT = {"count": 7, "_shards": {"failed": 0}}


def test_the_first_operation_looks_the_name_up_by_the_request_that_reads_the_fields() -> None:
    product, calls = Product(), list[Call]()
    assert run(product.count(None), SECOND, COUNT, calls=calls) == 7
    assert product.pinned == 2
    run(product.count(None), COUNT, calls=calls)
    assert [(call.method, call.arguments["index"]) for call in calls] == [
        ("indices.get_mapping", "notes"),
        ("count", "notes-000002"),
        ("count", "notes-000002"),
    ]


def test_one_request_moves_both_aliases() -> None:
    calls: list[Call] = []
    run(Product().point_to(2), SECOND, MAPPING, {}, {}, calls=calls)
    assert [call.method for call in calls[2:]] == ["indices.create", "indices.update_aliases"]  # of missing records
    assert [(kind, one["index"], one["alias"]) for action in calls[-1].arguments["body"]["actions"]
            for kind, one in action.items()] == [
        ("remove", "notes-*", "notes"),
        ("add", "notes-000002", "notes"),
        ("remove", "notes--records-*", "notes--records"),
        ("add", "notes--records-000002", "notes--records"),
    ]  # fmt: skip


def test_whoever_may_read_the_mapping_may_ask_for_the_live_generation_without_its_fields() -> None:
    calls: list[Call] = []
    assert run(Product().generation(), SECOND, calls=calls) == 2
    assert calls == [Call("indices.get_mapping", {"index": "notes", "filter_path": "*.mappings._meta"})]


def test_resolving_moves_the_pin_and_asking_for_the_generation_does_not() -> None:
    product = Product()
    run(product.layout(), MAPPING)
    assert run(product.generation(), SECOND) == 2
    assert product.pinned == 1
    assert run(product.resolve(), SECOND) == product.pinned == 2


def test_a_generation_that_is_gone_is_told_of_once() -> None:
    product, calls = Product(), list[Call]()
    run(product.layout(), MAPPING)
    gone = {"responses": [{"status": 404, "error": {"type": "index_not_found_exception", "reason": "gone"}}]}
    with pytest.raises(IndexNotFound):
        run(product._msearch(product._layouts[1], [{}]), gone)
    assert run(product.count(None), SECOND, COUNT, calls=calls) == 7
    assert [call.arguments["index"] for call in calls] == ["notes", "notes-000002"]


def test_records_that_are_gone_are_no_reason_to_look_the_name_up_again() -> None:
    product, calls = Product(), list[Call]()
    run(product.layout(), MAPPING)
    missing = {"docs": [{"error": {"type": "index_not_found_exception", "reason": "gone"}}]}
    assert run(product.get_record("stamp"), missing, MAPPING, calls=calls) is None
    assert [call.arguments["index"] for call in calls] == ["notes--records-000001", "notes-000001"]
    assert product.pinned == 1


def test_a_name_that_points_to_two_indexes_is_not_one_of_ours() -> None:
    with pytest.raises(NotAnIndex):
        run(Product().generation(), {**MAPPING, **SECOND})


def test_the_live_generation_is_not_dropped_alone() -> None:
    calls: list[Call] = []
    with pytest.raises(InvalidInput, match="generation 2 is the live one"):
        run(Product().at(2).drop(), SECOND, calls=calls)
    assert [call.method for call in calls] == ["indices.get_mapping"]


def test_one_generation_leaves_the_pin_of_the_others_alone() -> None:
    product = Product()
    run(product.layout(), MAPPING)
    beside = product.at(2)
    run(beside.layout(), SECOND)
    assert (product.pinned, beside.pinned, beside.at(3).pinned) == (1, 2, 3)
    with pytest.raises(IndexNotFound, match="there is no generation 3"):
        run(beside.at(3).layout(), IndexNotFound("no such index"))
    assert product.pinned == 1


def test_an_attached_index_has_no_generations() -> None:
    foreign(run, cast("Connector", Product(Fields(dense="dense"))))


def test_a_generation_whose_index_was_replaced_by_an_alias_of_its_name_stays_that_generation() -> None:
    product = Product()
    run(product.layout(), MAPPING)
    product.doubt()
    moved = {"reindexed-notes-000001": MAPPING["notes-000001"]}
    assert run(product.layout(), moved).generation.number == 1
