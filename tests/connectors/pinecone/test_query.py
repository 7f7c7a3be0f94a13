"""Searches, as they are sent."""

from __future__ import annotations

from typing import Any

import pytest

from hybrid_search import F
from hybrid_search.errors import InvalidQuery
from tests.connectors.contract.legs import dense_leg, scores, sparse_leg
from tests.connectors.contract.opened import Opened
from tests.connectors.pinecone.server import PineconeServer
from tests.fakes import row


def queries(server: PineconeServer) -> list[dict[str, Any]]:
    return [one.body for one in server.seen if one.path.endswith("/query")]


def test_each_leg_is_one_query_of_its_index(made: Opened, server: PineconeServer) -> None:
    made.upsert([row("a", metadata={"lang": "en"})])
    server.seen.clear()
    made.run(made.connector.search([sparse_leg({1: 2.0}, limit=7), dense_leg(0, 1, 0, where=F.lang == "en", limit=9)]))
    found = {one.path: one.body for one in server.seen}
    assert found == {
        "/index/notes-sparse/query": {
            "topK": 7,
            "includeValues": False,
            "includeMetadata": True,
            "sparseVector": {"indices": [1], "values": [2.0]},
        },
        "/index/notes-dense/query": {
            "topK": 9,
            "includeValues": False,
            "includeMetadata": True,
            "vector": [0.0, 1.0, 0.0],
            "filter": {"hs": {"$in": ["s:lang=en"]}},
        },
    }


def test_an_empty_sparse_leg_is_not_sent(made: Opened, server: PineconeServer) -> None:
    server.seen.clear()
    assert made.run(made.connector.search([sparse_leg({})])) == [[]]
    assert queries(server) == []


def test_a_leg_brings_no_texts(made: Opened, server: PineconeServer) -> None:
    made.upsert([row(str(n), text="x" * 30_000) for n in range(200)])  # 6 MB, and an answer has 4 at most
    sparse, dense = made.run(made.connector.search([sparse_leg({1: 1.0}, limit=200), dense_leg(1, 0, 0, limit=200)]))
    assert len(sparse) == len(dense) == 200


def test_ids_and_parents_of_very_many_candidates_are_fetched_after(made: Opened, server: PineconeServer) -> None:
    made.upsert([row("ä", parent="p"), row("b")])
    server.seen.clear()
    (leg,) = made.run(made.connector.search([dense_leg(1, 0, 0, limit=5_000)]))
    assert [one["includeMetadata"] for one in queries(server)] == [False]
    assert {one.id: one.parent for one in leg} == {"ä": "p", "b": "b"}


def test_more_candidates_than_pinecone_returns_are_refused(made: Opened) -> None:
    assert made.run(made.connector.search([dense_leg(1, 0, 0, limit=10_000)])) == [[]]
    with pytest.raises(InvalidQuery, match="10,000 candidates at most; 10,001"):
        made.run(made.connector.search([dense_leg(1, 0, 0, limit=10_001)]))


def test_a_weight_of_any_size_is_sent_as_it_is(made: Opened) -> None:
    made.upsert([row("a", sparse={1: 2.0})])
    (leg,) = made.run(made.connector.search([sparse_leg({1: 1000.0})]))
    assert scores(leg) == {"a": 2000.0}


def test_counts_and_deletes_by_filter_send_tokens(made: Opened, server: PineconeServer) -> None:
    made.upsert([row(str(n), metadata={"n": n}) for n in range(250)])
    server.seen.clear()
    assert made.count(F.n == 3) == 1
    assert server.seen[-1].body == {
        "namespace": "--rows",
        "setMetadata": {"hash": ""},
        "filter": {"hs": {"$in": ["n:n=3.0"]}},
        "dryRun": True,
    }
    assert made.delete_where(F.n >= 5) == 245
    assert server.paths().count("vectors/fetch_by_metadata") == 3  # pages of 100
    assert made.count() == 5


def test_thousands_of_ids_are_fetched_and_deleted_in_parts(made: Opened, server: PineconeServer) -> None:
    rows = [row(f"{'%' * 60}{n}") for n in range(1_500)]  # 180 bytes each in an address
    made.upsert(rows)
    ids = [one.id for one in rows]
    server.seen.clear()
    assert len(made.run(made.connector.hashes(ids))) == 1_500
    assert server.paths().count("vectors/fetch") > 15
    assert made.delete(ids) == 1_500
    assert server.paths().count("vectors/delete") == 3 * 2  # three places, 1,000 keys a request
