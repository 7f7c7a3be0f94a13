"""What is sent exactly."""

from __future__ import annotations

from typing import Any

import pytest

from hybrid_search import F
from hybrid_search.connectors.points.schema import point_id
from hybrid_search.types import Native
from tests.connectors.contract.legs import dense_leg, sparse_leg
from tests.connectors.contract.opened import SPEC, Opened
from tests.connectors.qdrant.conftest import Open
from tests.connectors.qdrant.stub import Stub
from tests.fakes import row


def sent(stub: Stub) -> list[tuple[str, str]]:
    return [(one.method, one.path) for one in stub.seen]


def create(alias: str, number: int) -> dict[str, Any]:
    return {"create_alias": {"collection_name": f"{alias}-00000{number}", "alias_name": alias}}


def test_an_index_is_a_collection_with_its_indexes_one_of_records_and_an_alias(made: Opened, stub: Stub) -> None:
    first, second = stub.rest.indexes
    assert (first, second) == ("notes-000001", "notes--records-000001")
    (body,) = [one.body for one in stub.seen if one.path == "/collections/notes-000001"]
    assert body["vectors"] == {
        "dense": {"size": 3, "distance": "Cosine", "hnsw_config": {"m": 16, "ef_construct": 128}, "on_disk": False}
    }
    assert body["sparse_vectors"] == {"sparse": {"index": {"on_disk": False, "datatype": "float32"}}}
    assert stub.rest.indexes["notes-000001"] == {
        "view.path": "keyword",
        "view.string._5fhs_2eparent": "keyword",
        "view.string._5fhs_2ehash": "keyword",
        "view.integer._5fhs_2eordinal": "integer",
    }
    assert stub.seen[-1].body == {"actions": [create("notes", 1), create("notes--records", 1)]}
    assert sent(stub)[-2:] == [("PUT", "/collections/notes--records-000001"), ("POST", "/collections/aliases")]


def test_a_switch_is_one_request_for_both_aliases(made: Opened, stub: Stub) -> None:
    made.run(made.connector.at(2).create(SPEC))
    stub.seen.clear()
    made.run(made.connector.point_to(2))
    (body,) = [one.body for one in stub.seen if one.method == "POST"]
    assert body == {
        "actions": [
            {"delete_alias": {"alias_name": "notes"}},
            create("notes", 2),
            {"delete_alias": {"alias_name": "notes--records"}},
            create("notes--records", 2),
        ]
    }


def test_options_of_the_url_are_choices_at_creation(opening: Open, stub: Stub) -> None:
    opened = opening(f"{stub.url}?quantization=int8&on_disk=true&shards=2&replicas=3&m=32&ef_construction=200")
    opened.run(opened.connector.create(SPEC))
    (body,) = [one.body for one in stub.seen if one.path == "/collections/notes-000001"]
    assert body["vectors"]["dense"] == {
        "size": 3,
        "distance": "Cosine",
        "hnsw_config": {"m": 32, "ef_construct": 200},
        "quantization_config": {"scalar": {"type": "int8"}},
        "on_disk": True,
    }
    assert (body["shard_number"], body["replication_factor"]) == (2, 3)
    assert body["sparse_vectors"]["sparse"]["index"]["on_disk"] is True


def test_both_legs_travel_in_one_request(made: Opened, stub: Stub) -> None:
    made.upsert([row("a", metadata={"lang": "en"})])
    stub.seen.clear()
    where = F.lang == "en"
    made.run(made.connector.search([sparse_leg({1: 2.0}, where=where, limit=7), dense_leg(1, 0, 0, limit=9)]))
    (request,) = stub.seen
    assert (request.method, request.path) == ("POST", "/collections/notes-000001/points/query/batch")
    assert request.body["searches"] == [
        {
            "query": {"nearest": {"indices": [1], "values": [2.0]}},
            "using": "sparse",
            "filter": {"must": [{"should": [{"key": "view.string.lang", "match": {"any": ["en"]}}]}]},
            "limit": 7,
            "with_payload": ["id", "parent"],
        },
        {
            "query": {"nearest": [1.0, 0.0, 0.0]},
            "using": "dense",
            "params": {"hnsw_ef": 512},
            "limit": 9,
            "with_payload": ["id", "parent"],
        },
    ]


def test_quantised_vectors_are_scored_by_the_originals(opening: Open, stub: Stub) -> None:
    opened = opening(f"{stub.url}?quantization=binary")
    opened.run(opened.connector.create(SPEC))
    info = stub.rest.client.get_collection("notes")
    assert isinstance(info.config.params.vectors, dict)
    assert info.config.params.vectors["dense"].quantization_config is not None
    opened.run(opened.connector.search([dense_leg(1, 0, 0)]))
    (search,) = stub.bodies("/query/batch")[-1]["searches"]
    assert search["params"] == {"hnsw_ef": 512, "quantization": {"rescore": True, "oversampling": 2.0}}


def test_a_row_is_a_point_with_its_payload(made: Opened, stub: Stub) -> None:
    made.upsert([row("ä", text="t", metadata={"lang": "en"}, parent="p", ordinal=2, sparse={7: 1.5})])
    (body,) = stub.bodies("/collections/notes-000001/points")
    assert body["points"] == [
        {
            "id": str(point_id("ä")),
            "vector": {"dense": [1.0, 0.0, 0.0], "sparse": {"indices": [7], "values": [1.5]}},
            "payload": {
                "id": "ä",
                "text": "t",
                "metadata": '{"lang":"en"}',
                "parent": "p",
                "ordinal": 2,
                "hash": "h",
                "view": {
                    "path": ["lang", "_5fhs_2eparent", "_5fhs_2eordinal", "_5fhs_2ehash"],
                    "string": {"lang": ["en"], "_5fhs_2eparent": ["p"], "_5fhs_2ehash": ["h"]},
                    "integer": {"_5fhs_2eordinal": [2]},
                },
            },
        }
    ]
    assert all("wait=true" in one.query for one in stub.seen if one.path == "/collections/notes-000001/points")


NATIVE: list[tuple[Native, Any]] = [
    (Native.rrf(60), {"rrf": {"k": 61}}),
    (Native.rrf(5, {"sparse": 0.3, "dense": 0.7}), {"rrf": {"k": 6, "weights": [0.3, 0.7]}}),
    (Native.dbsf(), {"fusion": "dbsf"}),
    (
        Native.linear({"sparse": 1, "dense": 3}),
        {
            "formula": {"sum": [{"mult": [0.25, "$score[0]"]}, {"mult": [0.75, "$score[1]"]}]},
            "defaults": {"$score[0]": 0.0, "$score[1]": 0.0},
        },
    ),
]


@pytest.mark.parametrize(("fusion", "query"), NATIVE, ids=str)
def test_a_native_fusion_has_a_prefetch_for_each_leg(made: Opened, stub: Stub, fusion: Native, query: Any) -> None:
    made.upsert([row("a", metadata={"x": "y"})])
    where = F.x == "y"
    made.run(made.connector.native([sparse_leg({1: 1.0}, where=where), dense_leg(1, 0, 0, where=where)], fusion, 5))
    (body,) = stub.bodies("/points/query")
    assert body["query"] == query
    assert [part["using"] for part in body["prefetch"]] == ["sparse", "dense"]
    assert [part["limit"] for part in body["prefetch"]] == [100, 100]
    assert all(part["filter"] for part in body["prefetch"])
    assert body["limit"] == 200


def test_connections_are_kept_alive(made: Opened, stub: Stub) -> None:
    for _ in range(5):
        made.count()
    assert len({one.connection for one in stub.seen}) == 1


def test_nothing_is_sent_before_the_first_operation(opening: Open, stub: Stub) -> None:
    opening(api_key="k")
    assert stub.seen == []


def test_alias_and_layout_are_asked_for_once(made: Opened, stub: Stub) -> None:
    stub.seen.clear()
    for _ in range(3):
        made.run(made.connector.search([sparse_leg({1: 1.0})]))
    paths = [path for _, path in sent(stub)]
    assert paths[:2] == ["/aliases", "/collections/notes-000001"]
    assert paths[2:] == ["/collections/notes-000001/points/query/batch"] * 3
