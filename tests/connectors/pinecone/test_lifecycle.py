"""Making and deleting the physical indexes and namespaces."""

from __future__ import annotations

import pytest

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.errors import IndexExists, IndexNotFound, NotAnIndex
from tests.connectors.contract.legs import dense_leg, sparse_leg
from tests.connectors.contract.opened import SPEC, Opened
from tests.connectors.pinecone.conftest import Opening
from tests.connectors.pinecone.faults import Fault
from tests.connectors.pinecone.server import PineconeServer
from tests.connectors.pinecone.store import Stored
from tests.fakes import row
from tests.threads import at_once


def test_the_pair_is_made_as_documented(made: Opened, server: PineconeServer) -> None:
    bodies = [one.body for one in server.seen if one.method == "POST" and one.path == "/indexes"]
    deployment = {"deployment_type": "managed", "cloud": "aws", "region": "us-east-1"}
    tags = {"hybrid-search-dims": "3", "hybrid-search-sparse": "yes"}
    assert bodies == [
        {
            "name": "notes-dense",
            "schema": {"fields": {"_values": {"type": "dense_vector", "dimension": 3, "metric": "cosine"}}},
            "deployment": deployment,
            "tags": tags,
        },
        {
            "name": "notes-sparse",
            "schema": {"fields": {"_sparse_values": {"type": "sparse_vector"}}},
            "deployment": deployment,
            "tags": tags,
        },
    ]


def test_cloud_and_region_are_those_of_the_url(server: PineconeServer, opening: Opening) -> None:
    opened = opening(server.url("notes", cloud="gcp", region="europe-west4"))
    opened.run(opened.connector.create(SPEC))
    where = server.project.open("notes-dense").deployment
    assert (where["cloud"], where["region"]) == ("gcp", "europe-west4")


def test_half_a_pair_heals_when_the_index_is_made_again(server: PineconeServer, opening: Opening) -> None:
    opened = opening()
    server.faults.add(Fault("/indexes", status=200), Fault("/indexes", status=403))  # the second is never made
    with pytest.raises(Exception, match="403"):
        opened.run(opened.connector.create(SPEC))
    assert set(server.project.indexes) == {"notes-dense"}
    assert opened.run(opened.connector.exists()) is False
    opened.run(opened.connector.create(SPEC))
    opened.upsert([row("a")])
    assert opened.ids() == {"a"}


def test_half_a_pair_for_another_encoder_is_made_anew(server: PineconeServer, opening: Opening) -> None:
    opened = opening()
    server.faults.add(Fault("/indexes", status=200), Fault("/indexes", status=403))
    with pytest.raises(Exception, match="403"):
        opened.run(opened.connector.create(IndexSpec(dims=7, sparse=True)))
    opened.run(opened.connector.create(SPEC))
    assert server.project.open("notes-dense").dims == 3


def test_what_a_drop_that_broke_off_left_is_not_found_later(server: PineconeServer, opening: Opening) -> None:
    opened = opening()
    opened.run(opened.connector.create(SPEC))
    opened.upsert([row("old")])
    opened.run(opened.connector.put_record("key", b"old"))
    server.faults.add(Fault("/namespaces/__default__", status=403))
    with pytest.raises(Exception, match="403"):
        opened.run(opened.connector.drop())
    assert opened.run(opened.connector.exists()) is False
    opened.run(opened.connector.create(SPEC))
    assert opened.count() == 0
    assert opened.ids() == set()
    assert opened.run(opened.connector.search([sparse_leg({1: 1.0})])) == [[]]
    assert opened.run(opened.connector.get_record("key")) is None


def test_of_several_creators_one_wins(server: PineconeServer, opening: Opening) -> None:
    openings = [opening() for _ in range(4)]
    errors = at_once(4, lambda number: openings[number].run(openings[number].connector.create(SPEC)))
    assert [type(error) for error in errors] == [IndexExists] * 3
    openings[0].upsert([row("a")])
    assert openings[1].ids() == {"a"}


def test_namespaces_are_indexes_of_their_own_on_one_pair(server: PineconeServer, opening: Opening) -> None:
    one, two = (opening(server.url("notes", namespace=name)) for name in ("one", "two"))
    one.run(one.connector.create(SPEC))
    assert two.run(two.connector.exists()) is False
    two.run(two.connector.create(SPEC))
    one.upsert([row("a", text="of one")])
    two.upsert([row("a", text="of two"), row("b")])
    one.run(one.connector.put_record("key", b"one"))
    assert (one.ids(), two.ids()) == ({"a"}, {"a", "b"})
    assert one.run(one.connector.fetch(["a"]))["a"].text == "of one"
    assert two.run(two.connector.get_record("key")) is None
    assert one.run(one.connector.drop()) is True
    assert set(server.project.indexes) == {"notes-dense", "notes-sparse"}
    assert one.run(one.connector.exists()) is False
    assert (two.ids(), two.count()) == ({"a", "b"}, 2)
    assert two.run(two.connector.drop()) is True
    assert server.project.indexes == {}


def test_namespaces_of_one_pair_are_for_one_kind_of_vectors(server: PineconeServer, opening: Opening) -> None:
    one, two = (opening(server.url("notes", namespace=name)) for name in ("one", "two"))
    one.run(one.connector.create(SPEC))
    with pytest.raises(IndexExists, match="vectors of another kind"):
        two.run(two.connector.create(IndexSpec(dims=5, sparse=True)))


def test_records_of_somebody_else_keep_the_physical_indexes(made: Opened, server: PineconeServer) -> None:
    foreign = Stored("x", None, {}, {})
    server.project.open("notes-dense").write("mine", lambda there: there.update(x=foreign))
    assert made.run(made.connector.drop()) is True
    assert set(server.project.indexes) == {"notes-dense", "notes-sparse"}
    assert made.run(made.connector.exists()) is False


def test_an_index_that_this_library_did_not_make_is_left_alone(server: PineconeServer, opening: Opening) -> None:
    schema = {"fields": {"_sparse_values": {"type": "sparse_vector"}}}
    server.project.create({"name": "notes-sparse", "schema": schema})
    opened = opening()
    for operation in (
        opened.connector.exists(),
        opened.connector.create(SPEC),
        opened.connector.drop(),
        opened.connector.upsert([row("a")]),
    ):
        with pytest.raises(NotAnIndex, match="not made by this library"):
            opened.run(operation)
    assert set(server.project.indexes) == {"notes-sparse"}


def test_an_index_of_somebody_else_that_is_called_as_a_part_is_not_dropped(
    server: PineconeServer, opening: Opening
) -> None:
    dense = {"_values": {"type": "dense_vector", "dimension": 3, "metric": "cosine"}}
    server.project.create({"name": "notes-dense", "schema": {"fields": dense}})
    opened = opening()
    opened.run(opened.connector.create(IndexSpec(dims=None, sparse=True)))
    assert opened.run(opened.connector.drop()) is True
    assert set(server.project.indexes) == {"notes-dense"}


def test_an_index_that_is_being_deleted_is_no_longer_there(server: PineconeServer, opening: Opening) -> None:
    opened, other = opening(), opening()
    opened.run(opened.connector.create(SPEC))
    server.project.gone_after = 3
    server.project.delete("notes-sparse")
    assert other.run(other.connector.exists()) is False
    with pytest.raises(IndexNotFound):
        opened.run(opened.connector.search([dense_leg(1, 0, 0), sparse_leg({1: 1.0})]))


def test_drop_waits_until_the_indexes_are_gone(server: PineconeServer, opening: Opening) -> None:
    server.project.gone_after = 2
    opened = opening()
    opened.run(opened.connector.create(SPEC))
    assert opened.run(opened.connector.drop()) is True
    assert server.project.indexes == {}
    opened.run(opened.connector.create(IndexSpec(dims=5, sparse=False)))
    assert opened.run(opened.connector.facts())["dims"] == 5


def test_facts_name_the_physical_indexes(made: Opened) -> None:
    made.upsert([row("a"), row("b", sparse={})])
    assert made.run(made.connector.facts()) == {
        "rows": 2,
        "dims": 3,
        "sparse": True,
        "namespace": "__default__",
        "layout": "pair",
        "indexes": {
            "notes-dense": {"vectors": 2, "fullness": 0.0},
            "notes-sparse": {"vectors": 1, "fullness": 0.0},
        },
    }
