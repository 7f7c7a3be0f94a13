"""Generations, where a key, a crash or somebody else stands in the way."""

from __future__ import annotations

import pytest
from qdrant_client import models

from hybrid_search import Fields
from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.qdrant.lifecycle import PATIENCE, PAUSE_S
from hybrid_search.errors import BackendUnavailable, IndexExists, IndexNotFound, InvalidInput, Unsupported
from tests.connectors.contract.generations import at, built
from tests.connectors.contract.opened import SPEC, Opened
from tests.connectors.qdrant.answers import error
from tests.connectors.qdrant.conftest import Open
from tests.connectors.qdrant.stub import Fault, Stub
from tests.fakes import row

COSINE = models.VectorParams(size=3, distance=models.Distance.COSINE)


def collections(stub: Stub) -> set[str]:
    return {one.name for one in stub.rest.client.get_collections().collections}


def ended_before_the_records(made: Opened, stub: Stub, spec: IndexSpec = SPEC) -> None:
    stub.fail("/collections/notes--records-000002", *[Fault(503, error("busy"))] * 6)
    with pytest.raises(BackendUnavailable):
        made.run(made.connector.at(2).create(spec))


def test_each_has_two_collections(made: Opened, stub: Stub) -> None:
    made.run(made.connector.at(2).create(SPEC))
    numbered = {f"{name}-00000{number}" for name in ("notes", "notes--records") for number in (1, 2)}
    assert collections(stub) == numbered


def test_one_that_a_writer_left_half_made_is_listed_and_is_not_there(made: Opened, stub: Stub) -> None:
    ended_before_the_records(made, stub)
    assert made.run(made.connector.generations()) == [1, 2]
    assert made.run(made.connector.at(2).exists()) is False
    with pytest.raises(IndexNotFound):
        made.run(made.connector.point_to(2))


def test_one_that_a_writer_left_half_made_is_taken_over(made: Opened, stub: Stub, slept: list[float]) -> None:
    ended_before_the_records(made, stub, IndexSpec(dims=7, sparse=False))
    slept.clear()
    beside = built(made, 2, "a")
    assert slept == [PAUSE_S] * PATIENCE
    assert beside.ids() == {"a"}


def test_one_that_a_writer_left_half_made_is_dropped(made: Opened, stub: Stub) -> None:
    ended_before_the_records(made, stub)
    assert made.run(made.connector.at(2).drop()) is True
    assert collections(stub) == {"notes-000001", "notes--records-000001"}


def test_a_writer_that_meets_a_faster_one_is_told(made: Opened, stub: Stub) -> None:
    taken = error("Wrong input: Collection `notes-000002` already exists!")
    made.run(made.connector.at(2).create(SPEC))
    stub.fail("/collections/notes-000002", Fault(404, error("Not found")), Fault(409, taken))
    with pytest.raises(IndexExists):
        made.run(made.connector.at(2).create(SPEC))


def test_a_switch_that_the_server_refuses_changes_nothing(made: Opened, stub: Stub) -> None:
    built(made, 2)
    stub.fail("/collections/aliases", *[Fault(503, error("busy"))] * 6)
    with pytest.raises(BackendUnavailable):
        made.run(made.connector.point_to(2))
    assert made.run(made.connector.generation()) == 1


def test_a_key_that_may_not_list_aliases_reads_by_the_name(opening: Open, made: Opened, stub: Stub) -> None:
    made.upsert([row("old")])
    reader = opening()
    stub.fail("/aliases", Fault(403, error("Global access is required")))
    assert reader.ids() == {"old"}
    assert reader.connector.pinned is None
    built(made, 2, "new")
    made.run(made.connector.point_to(2))
    assert reader.ids() == {"new"}
    assert reader.run(reader.connector.list_records("")) == []


def test_what_fails_on_one_generation_does_not_unpin_another(made: Opened) -> None:
    made.upsert([row("old")])
    built(made, 2, "new")
    made.run(made.connector.point_to(2))
    assert made.ids() == {"old"}
    with pytest.raises(IndexNotFound):
        at(made, 3).count()
    assert made.ids() == {"old"}


def test_a_collection_of_somebody_else_is_no_generation(made: Opened, stub: Stub) -> None:
    foreign = models.VectorParams(size=3, distance=models.Distance.EUCLID)
    stub.rest.client.create_collection("notes-000002", vectors_config={"image": foreign})
    assert made.run(made.connector.generations()) == [1]
    assert made.run(made.connector.at(2).drop()) is False
    assert "notes-000002" in collections(stub)


def test_an_index_under_a_name_that_is_no_alias_has_no_generations(opening: Open, stub: Stub) -> None:
    stub.rest.client.create_collection("notes", vectors_config={"dense": COSINE})
    opened = opening()
    assert opened.run(opened.connector.exists()) is True
    assert opened.run(opened.connector.resolve()) is None
    with pytest.raises(Unsupported, match="no alias of a collection 'NAME-000001'"):
        opened.run(opened.connector.generation())


def test_an_attached_index_has_none(opening: Open, made: Opened) -> None:
    attached = opening(fields=Fields(dense="dense"))
    assert attached.run(attached.connector.generations()) == []
    assert attached.run(attached.connector.resolve()) is attached.connector.pinned is None
    for operation in (attached.connector.generation(), attached.connector.point_to(1)):
        with pytest.raises(Unsupported, match="opened read-only by fields="):
            attached.run(operation)
    with pytest.raises(Unsupported):
        attached.connector.at(1)
    with pytest.raises(InvalidInput):
        made.connector.at(0)
