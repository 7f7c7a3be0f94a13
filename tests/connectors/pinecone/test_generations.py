"""Generations as namespaces of the same physical indexes, and the record that says which of them is live."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Connector, IndexSpec
from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.pinecone.layout import Layout, Place
from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import HybridSearchError, IndexNotFound, PermissionDenied, Unsupported
from tests.connectors.contract.generations import at, built
from tests.connectors.contract.legs import dense_leg, sparse_leg
from tests.connectors.contract.opened import SPEC, Opened
from tests.connectors.lucene.generations_contract import foreign
from tests.connectors.pinecone.conftest import Opening
from tests.connectors.pinecone.faults import Fault
from tests.connectors.pinecone.server import API_KEY, PineconeServer
from tests.connectors.pinecone.store import Lag
from tests.fakes import row
from tests.threads import at_once


def test_generation_one_has_the_namespace_itself_and_the_others_their_number_behind_it() -> None:
    first = Layout("notes", "tenant", single=False)
    second = Layout("notes", "tenant", single=False, number=2)
    assert (first.dense, first.rows) == (Place("dense", "tenant"), Place("sparse", "tenant--rows"))
    assert (second.dense, second.sparse) == (Place("dense", "tenant--g000002"), Place("sparse", "tenant--g000002"))
    assert second.rows.namespace == "tenant--g000002--rows"
    assert second.records.namespace == "tenant--g000002--records"
    assert second.pointer == first.pointer == first.records


@pytest.mark.parametrize("namespace", ["", "tenant"])
def test_a_namespace_tells_its_generation(namespace: str) -> None:
    layout = Layout("notes", namespace, single=False)
    for part in ("", "--rows", "--records"):
        assert layout.owner(f"{namespace}--g000012{part}") == 12
        assert layout.owner(f"{namespace}{part}") is None
        assert layout.owner(f"other--g000012{part}") is None
    assert layout.owner(f"{namespace}--g12") is None
    assert layout.owner(f"{namespace}--g000012--other") is None


def test_the_second_generation_lies_in_namespaces_of_its_own(made: Opened, server: PineconeServer) -> None:
    built(made, 2, "a")
    made.run(made.connector.point_to(2))
    places = {name: set(index.namespaces) for name, index in server.project.indexes.items()}
    assert places == {
        "notes-dense": {"--g000002"},
        "notes-sparse": {"--rows", "--records", "--g000002", "--g000002--rows", "--g000002--records"},
    }
    records = server.project.open("notes-sparse").namespaces["--records"].records
    assert {key: one.metadata for key, one in records.items()} == {"current": {"generation": 2.0}}


def test_the_pointer_is_no_record_of_the_first_generation(made: Opened) -> None:
    built(made, 2)
    made.run(made.connector.put_record("current", b"mine"))
    made.run(made.connector.point_to(2))
    assert made.run(made.connector.list_records("")) == ["current"]
    assert made.run(made.connector.get_record("current")) == b"mine"
    made.run(made.connector.delete_record("current"))
    assert made.run(made.connector.generation()) == 2


def test_a_switch_is_seen_at_once_where_writes_are_seen_late(server: PineconeServer, opening: Opening) -> None:
    server.project.lag = Lag(seconds=0.05, queries=1)
    made = opening()
    made.run(made.connector.create(SPEC))
    built(made, 2, "new")
    made.run(made.connector.point_to(2))
    reader = opening()
    assert reader.run(reader.connector.generation()) == 2
    assert reader.ids() == {"new"}


def test_the_first_generation_stays_dropped_and_the_name_stays(made: Opened, opening: Opening) -> None:
    made.upsert([row("old")])
    made.run(made.connector.put_record("key", b"x" * 50_000))
    built(made, 2, "new")
    made.run(made.connector.point_to(2))
    first = at(made, 1)
    assert first.run(first.connector.drop()) is True
    assert first.run(first.connector.drop()) is False
    reader = opening()
    assert reader.run(reader.connector.exists()) is True
    assert reader.ids() == {"new"}
    assert reader.run(reader.connector.generations()) == [2]
    for operation in (reader.connector.at(1).count(None), reader.connector.point_to(1)):
        with pytest.raises(IndexNotFound, match="there is no generation 1"):
            reader.run(operation)
    with pytest.raises(Unsupported, match="take a number from 2 on"):
        reader.run(reader.connector.at(1).create(SPEC))
    assert reader.run(reader.connector.drop()) is True
    reader.run(reader.connector.create(SPEC))
    assert reader.run(reader.connector.generations()) == [1]
    assert reader.run(reader.connector.generation()) == 1
    assert reader.run(reader.connector.list_records("")) == []


def test_the_first_generation_leaves_nothing_but_the_pointer(made: Opened, server: PineconeServer) -> None:
    made.upsert([row("old")])
    for key in ("one", "two"):
        made.run(made.connector.put_record(key, b"x" * 50_000))
    built(made, 2)
    made.run(made.connector.point_to(2))
    made.run(made.connector.at(1).drop())
    there = server.project.open("notes-sparse").namespaces
    assert set(there) == {"--records", "--g000002", "--g000002--rows", "--g000002--records"}
    assert set(there["--records"].records) == {"current", "dropped"}


@pytest.mark.parametrize(
    "operation",
    [
        lambda connector: connector.search([dense_leg(1, 0, 0), sparse_leg({1: 1.0})]),
        lambda connector: connector.fetch(["a"]),
        lambda connector: connector.scan(None, 10),
        lambda connector: connector.count(None),
    ],
)
def test_a_generation_that_is_gone_is_told_from_an_empty_one(
    made: Opened, opening: Opening, operation: Callable[[Connector], Operation[Any]]
) -> None:
    built(made, 2)
    made.run(made.connector.point_to(2))
    reader = opening()
    assert not any(reader.run(operation(reader.connector)) or ())
    made.run(made.connector.point_to(1))
    made.run(made.connector.at(2).drop())
    with pytest.raises(IndexNotFound, match="there is no generation 2"):
        reader.run(operation(reader.connector))
    assert reader.run(reader.connector.resolve()) == 1


def test_what_a_drop_that_broke_off_left_of_a_generation_is_not_found_later(
    made: Opened, server: PineconeServer, opening: Opening
) -> None:
    beside = built(made, 2, "old")
    beside.run(beside.connector.put_record("key", b"old"))
    server.faults.add(Fault("/namespaces/--g000002", status=403))
    with pytest.raises(PermissionDenied):
        beside.run(beside.connector.drop())
    assert made.run(made.connector.generations()) == [1]
    again = built(made, 2, "new")
    assert again.ids() == {"new"}
    assert again.run(again.connector.search([sparse_leg({1: 1.0})]))[0][0].id == "new"
    assert again.run(again.connector.get_record("key")) is None


def test_what_a_drop_of_the_index_that_broke_off_left_is_not_found_later(
    made: Opened, server: PineconeServer, opening: Opening
) -> None:
    built(made, 2, "old")
    server.faults.add(Fault("/namespaces/--g000002--rows", status=403))
    with pytest.raises(PermissionDenied):
        made.run(made.connector.drop())
    assert made.run(made.connector.generations()) == []
    made.run(made.connector.create(SPEC))
    assert made.run(made.connector.generations()) == [1]
    assert built(made, 2).count() == 0


def test_of_several_that_make_one_generation_one_wins(made: Opened) -> None:
    def create(_: int) -> None:
        made.run(made.connector.at(2).create(SPEC))

    errors = at_once(4, create)
    assert sorted(type(error).__name__ for error in errors) == ["IndexExists"] * 3
    assert all(isinstance(error, HybridSearchError) for error in errors)


def test_tenants_have_generations_of_their_own(server: PineconeServer, opening: Opening) -> None:
    one, two = (opening(server.url("notes", namespace=name)) for name in ("one", "two"))
    for opened in (one, two):
        opened.run(opened.connector.create(SPEC))
        opened.upsert([row("first")])
    built(one, 2, "second")
    one.run(one.connector.point_to(2))
    one.run(one.connector.resolve())
    assert (one.ids(), two.ids()) == ({"second"}, {"first"})
    assert two.run(two.connector.generations()) == [1]
    assert two.run(two.connector.drop()) is True
    assert one.ids() == {"second"}
    assert one.run(one.connector.drop()) is True
    assert server.project.indexes == {}


def test_an_encoder_with_other_vectors_is_told_the_way_out(made: Opened) -> None:
    with pytest.raises(Unsupported, match=r"of 3 dimensions .* of 5 dimensions .* another name"):
        made.run(made.connector.at(2).create(IndexSpec(dims=5, sparse=True)))
    assert made.run(made.connector.generations()) == [1]


def test_a_single_index_has_generations_too(server: PineconeServer, opening: Opening) -> None:
    made = opening(server.url("notes", layout="single"))
    made.run(made.connector.create(SPEC))
    made.upsert([row("old")])
    built(made, 2, "new")
    made.run(made.connector.point_to(2))
    assert made.ids() == {"old"}
    made.run(made.connector.resolve())
    assert made.ids() == {"new"}
    assert made.run(made.connector.at(1).drop()) is True
    assert made.run(made.connector.drop()) is True
    assert server.project.indexes == {}


def test_opening_takes_one_request_more_than_describing_the_index(made: Opened, server: PineconeServer) -> None:
    opened = made.connector
    made.run(opened.exists())
    server.seen.clear()
    assert made.run(opened.exists()) is True
    asked = sorted(f"{one.method} {one.path}" for one in server.seen)
    assert asked == [
        "GET /index/notes-sparse/namespaces/--records",
        "GET /index/notes-sparse/vectors/fetch",
        "GET /indexes/notes-sparse",
    ]


def test_an_attached_index_has_no_generations(server: PineconeServer, opening: Opening) -> None:
    attached = opening(server.url("theirs"), Access(api_key=API_KEY, fields=Fields(dense="_values")))
    foreign(attached.run, attached.connector)
