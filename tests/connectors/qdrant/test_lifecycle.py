"""Creating and dropping, with writers that end midway or are faster."""

from __future__ import annotations

import pytest
from qdrant_client import models

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.qdrant.lifecycle import PATIENCE, PAUSE_S
from hybrid_search.connectors.registry import connect
from hybrid_search.errors import BackendUnavailable, IndexExists, NotAnIndex, Unsupported
from tests.connectors.contract.opened import SPEC, Opened
from tests.connectors.qdrant.answers import error
from tests.connectors.qdrant.conftest import Open
from tests.connectors.qdrant.stub import Fault, Stub
from tests.fakes import row
from tests.threads import at_once

OURS = models.VectorParams(size=3, distance=models.Distance.COSINE)
ALIASES = "/collections/aliases"


def collections(stub: Stub) -> set[str]:
    return {one.name for one in stub.rest.client.get_collections().collections}


def ended_before_the_alias(opening: Open, stub: Stub, spec: IndexSpec = SPEC) -> None:
    opened = opening()
    stub.fail(ALIASES, *[Fault(503, error("busy"))] * 6)
    with pytest.raises(BackendUnavailable):
        opened.run(opened.connector.create(spec))
    assert opened.run(opened.connector.exists()) is False


def test_of_two_writers_at_once_one_creates_and_the_other_finds_it(stub: Stub) -> None:
    def create(_: int) -> None:
        connector = connect(stub.url)
        driver = Driver(connector)
        try:
            driver.run(connector.create(SPEC))
        finally:
            driver.close()

    assert [type(error) for error in at_once(4, create)] == [IndexExists] * 3
    assert collections(stub) == {"notes-000001", "notes--records-000001"}


def test_what_a_writer_left_that_ended_midway_is_taken_over(opening: Open, stub: Stub, slept: list[float]) -> None:
    ended_before_the_alias(opening, stub)
    slept.clear()
    opened = opening()
    opened.run(opened.connector.create(SPEC))
    assert slept == [PAUSE_S] * PATIENCE
    assert opened.upsert([row("a")]).written == 1
    opened.run(opened.connector.put_record("key", b"value"))


def test_it_is_made_anew_if_it_is_for_other_vectors(opening: Open, stub: Stub) -> None:
    ended_before_the_alias(opening, stub, IndexSpec(dims=7, sparse=False))
    opened = opening()
    opened.run(opened.connector.create(SPEC))
    assert opened.upsert([row("a")]).written == 1


def test_it_is_made_anew_if_it_holds_rows(opening: Open, stub: Stub) -> None:
    ended_before_the_alias(opening, stub)
    stub.rest.client.upsert("notes-000001", [models.PointStruct(id=1, vector={})])
    opened = opening()
    opened.run(opened.connector.create(SPEC))
    assert opened.count() == 0


@pytest.mark.parametrize(
    "vectors", [{"dense": OURS}, {"image": models.VectorParams(size=3, distance=models.Distance.EUCLID)}]
)
def test_points_of_somebody_else_under_the_name_of_a_part_are_never_deleted(
    opening: Open, stub: Stub, vectors: dict[str, models.VectorParams]
) -> None:
    client = stub.rest.client
    client.create_collection("notes-000001", vectors_config=vectors)
    client.upsert("notes-000001", [models.PointStruct(id=1, vector={name: [1.0, 0.0, 0.0] for name in vectors})])
    opened = opening()
    with pytest.raises(NotAnIndex):
        opened.run(opened.connector.create(SPEC))
    assert opened.run(opened.connector.drop()) is False
    assert client.count("notes-000001").count == 1


def test_a_creation_that_is_sent_again_after_it_took_effect_succeeds(opening: Open, stub: Stub) -> None:
    opened = opening()
    stub.fail("/collections/notes-000001", Fault(cut=True, after=True))
    opened.run(opened.connector.create(SPEC))
    assert opened.run(opened.connector.exists()) is True


def test_a_drop_that_ended_midway_leaves_no_old_records(made: Opened, stub: Stub) -> None:
    made.run(made.connector.put_record("key", b"old"))
    stub.fail("/notes--records-000001", *[Fault(503, error("busy"))] * 6)
    with pytest.raises(BackendUnavailable):
        made.run(made.connector.drop())
    assert made.run(made.connector.exists()) is False
    made.run(made.connector.create(SPEC))
    assert made.run(made.connector.list_records("")) == []


def test_a_drop_takes_every_part_and_nothing_of_another_index(opening: Open, made: Opened, stub: Stub) -> None:
    other = opening(stub.url + "-2")
    other.run(other.connector.create(SPEC))
    foreign = models.VectorParams(size=3, distance=models.Distance.EUCLID)
    stub.rest.client.create_collection("notes-000006", vectors_config={"image": foreign})
    stub.rest.client.create_collection("notes-000007", vectors_config={"dense": OURS})
    assert made.run(made.connector.drop()) is True
    assert collections(stub) == {"notes-2-000001", "notes-2--records-000001", "notes-000006"}
    assert other.run(other.connector.exists()) is True
    assert made.run(made.connector.drop()) is False


def test_a_collection_of_somebody_else_is_neither_opened_nor_dropped(opening: Open, stub: Stub) -> None:
    params = models.VectorParams(size=3, distance=models.Distance.EUCLID)
    stub.rest.client.create_collection("notes", vectors_config={"image": params})
    opened = opening()
    for operation in (opened.connector.exists(), opened.connector.count(None), opened.connector.create(SPEC)):
        with pytest.raises(NotAnIndex, match=r"its vectors are 'image': Euclid\); open it read-only with fields="):
            opened.run(operation)
    with pytest.raises(NotAnIndex, match="was not made by this library"):
        opened.run(opened.connector.drop())
    assert collections(stub) == {"notes"}


def test_optimize_waits_until_the_server_is_done(made: Opened, stub: Stub, slept: list[float]) -> None:
    info = stub.rest.collection("notes", None)
    busy = [{"result": {**info, "status": status}, "status": "ok", "time": 0.1} for status in ("yellow", "grey")]
    stub.fail("/collections/notes-000001", *[Fault(200, body) for body in busy])
    made.run(made.connector.optimize())
    assert len(slept) == 2
    assert [one.body for one in stub.seen if one.method == "PATCH"] == [{"optimizers_config": {}}]


def test_facts_name_the_server_and_the_collection(made: Opened) -> None:
    made.upsert([row("a")])
    made.run(made.connector.put_record("key", b"value"))
    facts = made.run(made.connector.facts())
    expected = {"rows": 1, "dims": 3, "sparse": True, "server": "qdrant 1.19.0", "collection": "notes-000001"}
    assert {name: facts[name] for name in expected} == expected
    assert (facts["records"], facts["payload_indexes"]) == (1, 4)


def test_vectors_of_too_many_dimensions_are_refused_before_anything_is_sent(opening: Open, stub: Stub) -> None:
    opened = opening()
    with pytest.raises(Unsupported, match="at most 65,536 dimensions, not 65,537"):
        opened.run(opened.connector.create(IndexSpec(dims=65_537, sparse=True)))
    assert stub.seen == []
