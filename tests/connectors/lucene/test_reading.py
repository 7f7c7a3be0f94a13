from __future__ import annotations

import json
from typing import Any

import pytest

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.lucene.schema import to_document
from hybrid_search.connectors.steps import Call
from hybrid_search.errors import BackendError, BackendUnavailable, IndexNotFound
from tests.connectors.lucene.product import MAPPING, Product, run
from tests.fakes import row

SPEC = IndexSpec(dims=3, sparse=True)


def document(id: str, *, vectors: bool = True) -> dict[str, Any]:
    source = json.loads(to_document(row(id), SPEC))
    if not vectors:
        del source["dense"], source["sparse"]
    return {"_id": id, "found": True, "_source": source}


def test_rows_are_fetched_by_key_and_each_once() -> None:
    calls: list[Call] = []
    rows = run(
        Product().fetch(["a", "b", "a"]), MAPPING, {"docs": [document("a"), {"_id": "b", "found": False}]}, calls=calls
    )
    assert set(rows) == {"a"}
    assert rows["a"].dense is None
    assert [one["_id"] for one in calls[1].arguments["body"]["docs"]] == ["a", "b"]


def test_thousands_of_ids_are_asked_in_parts() -> None:
    calls: list[Call] = []
    ids = [str(n) for n in range(2_500)]
    missing = [{"docs": [{"_id": "x", "found": False}] * number} for number in (1_000, 1_000, 500)]
    assert run(Product().hashes(ids), MAPPING, *missing, calls=calls) == {}
    assert [len(call.arguments["body"]["docs"]) for call in calls[1:]] == [1_000, 1_000, 500]


def test_a_server_whose_mget_leaves_vectors_out_is_asked_by_a_search() -> None:
    calls: list[Call] = []
    rows = run(
        Product().fetch(["a"], vectors=True),
        MAPPING,
        {"docs": [document("a", vectors=False)]},
        {"hits": {"hits": [document("a")]}},
        calls=calls,
    )
    assert rows["a"].dense is not None
    assert [call.method for call in calls] == ["indices.get_mapping", "mget", "search"]
    assert calls[2].arguments["body"]["query"] == {"ids": {"values": ["a"]}}


def test_an_error_in_the_place_of_a_document_is_raised() -> None:
    failed = {"docs": [{"_id": "a", "error": {"type": "index_not_found_exception", "reason": "no such index"}}]}
    with pytest.raises(IndexNotFound):
        run(Product().fetch(["a"]), MAPPING, failed)
    failed = {"docs": [{"_id": "a", "error": {"type": "other_exception", "reason": "why"}}]}
    with pytest.raises(BackendError, match="other_exception: why"):
        run(Product().hashes(["a"]), MAPPING, failed)


def test_a_count_that_lacks_a_shard_is_none() -> None:
    reason = {"type": "node_not_connected_exception", "reason": "gone"}
    answer = {"count": 7, "_shards": {"failed": 1, "failures": [{"shard": 0, "reason": reason}]}}
    with pytest.raises(BackendUnavailable, match="gone"):
        run(Product().count(None), MAPPING, answer)


def test_a_foreign_index_with_an_id_field_is_asked_by_it() -> None:
    calls: list[Call] = []
    mapping = {"foreign": {"mappings": {"properties": {"n": {"type": "keyword"}, "w": {}}}}}
    hits = {"hits": {"hits": [{"_id": "x", "_source": {"n": "1", "lang": "en"}}]}}
    rows = run(Product(Fields(sparse="w", id="n")).fetch(["1", "2"]), mapping, hits, calls=calls)
    assert dict(rows["1"].metadata) == {"lang": "en"}
    assert calls[1].arguments["body"]["query"] == {"terms": {"n": ["1", "2"]}}
