"""An index that somebody else wrote."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pinecone import Pinecone

from hybrid_search import F
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.pinecone.attached_filters import to_foreign
from hybrid_search.errors import IndexNotFound, InvalidInput, InvalidName, InvalidQuery, Unsupported
from hybrid_search.filters import Filter
from hybrid_search.types import Native, SparseVector
from tests.connectors.contract.legs import dense_leg, scores, sparse_leg
from tests.connectors.contract.opened import SPEC, Opened
from tests.connectors.pinecone.conftest import Opening
from tests.connectors.pinecone.server import API_KEY, PineconeServer
from tests.fakes import row

COSINE = {"_values": {"type": "dense_vector", "dimension": 3, "metric": "cosine"}}
SPARSE = {"_sparse_values": {"type": "sparse_vector"}}


def written(server: PineconeServer, fields: dict[str, Any], records: list[dict[str, Any]]) -> None:
    server.project.create({"name": "theirs", "schema": {"fields": fields}})
    client = Pinecone(api_key=API_KEY, host=server.origin)
    handle = client.index("theirs")
    if records:
        handle.upsert(vectors=records)
    handle.close()
    client.close()


def attach(server: PineconeServer, opening: Opening, **fields: str) -> Opened:
    return opening(server.url("theirs"), Access(api_key=API_KEY, fields=Fields(**fields)))


@pytest.fixture
def theirs(server: PineconeServer, opening: Opening) -> Opened:
    records: list[dict[str, Any]] = [
        {"id": "1", "values": [1.0, 0.0, 0.0], "metadata": {"body": "one", "year": 2020, "tags": ["x"], "_hs": "mine"}},
        {"id": "2", "values": [0.6, 0.8, 0.0], "metadata": {"body": "two", "year": 2021, "draft": True}},
        {"id": "3", "values": [0.0, 1.0, 0.0]},
    ]
    written(server, COSINE, records)
    return attach(server, opening, dense="_values", text="body")


def test_it_is_read_by_its_fields(theirs: Opened) -> None:
    assert theirs.connector.attached
    assert theirs.run(theirs.connector.exists()) is True
    found = theirs.run(theirs.connector.fetch(["1", "3", "absent", "ä"], vectors=True))
    assert set(found) == {"1", "3"}
    assert (found["1"].text, dict(found["1"].metadata)) == ("one", {"year": 2020, "tags": ("x",)})
    assert (found["1"].parent, found["1"].ordinal, found["1"].hash, found["1"].sparse) == ("1", 0, "", None)
    assert found["1"].dense is not None
    assert np.array_equal(found["1"].dense, [1, 0, 0])
    assert found["3"].text == ""
    assert set(theirs.scanned()) == {"1", "2", "3"}
    assert theirs.count() == 3
    assert theirs.run(theirs.connector.hashes(["1", "absent"])) == {"1": ""}
    assert theirs.run(theirs.connector.facts()) == {"rows": 3, "dims": 3, "sparse": False, "index": "theirs"}


def test_it_is_searched_by_its_own_metric(theirs: Opened) -> None:
    (leg,) = theirs.run(theirs.connector.search([dense_leg(1, 0, 0)]))
    assert scores(leg) == {"1": pytest.approx(1.0), "2": pytest.approx(0.6), "3": pytest.approx(0.0)}
    with pytest.raises(InvalidQuery):
        theirs.run(theirs.connector.search([sparse_leg({1: 1.0})]))


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        (F.year == 2020, {"1"}),
        (F.year > 2020, {"2"}),
        (~(F.year > 2020), {"1", "3"}),
        (F.tags.contains("x"), {"1"}),
        (F.draft == True, {"2"}),  # noqa: E712  # the comparison builds a filter
        (F.draft.is_in([True, False]), {"2"}),
        (~F.year.exists(), {"3"}),
        (F.year.is_in([2020, 2021]) & ~F.tags.contains("x"), {"2"}),
        (F.year.is_in([]), set()),
        (~F.year.is_in([]), {"1", "2", "3"}),
    ],
)
def test_filters_name_its_own_keys(theirs: Opened, where: Filter, ids: set[str]) -> None:
    assert theirs.ids(where) == ids
    assert theirs.count(where) == len(ids)


def test_what_cannot_be_compared_is_named() -> None:
    for where in (F._hs.parent == "a", F["$or"] == 1):
        with pytest.raises(Unsupported, match="pinecone://theirs"):
            to_foreign(where, "pinecone://theirs")


def test_it_cannot_be_written(theirs: Opened) -> None:
    connector = theirs.connector
    for write in (
        lambda: connector.create(SPEC),
        connector.drop,
        lambda: connector.upsert([row("a")]),
        lambda: connector.delete(["1"]),
        lambda: connector.delete_where(F.year == 2020),
        connector.optimize,
        lambda: connector.put_record("key", b""),
        lambda: connector.delete_record("key"),
        lambda: connector.native([sparse_leg({1: 1.0}), dense_leg(1, 0, 0)], Native.linear(), 5),
    ):
        with pytest.raises(Unsupported):
            theirs.run(write())
    theirs.run(connector.settle())
    assert theirs.run(connector.get_record("key")) is None
    assert theirs.run(connector.list_records("")) == []


def test_a_sparse_index_is_searched_too(server: PineconeServer, opening: Opening) -> None:
    sparse = {"indices": [3, 1], "values": [2.0, 1.0]}
    written(server, SPARSE, [{"id": "1", "sparse_values": sparse, "metadata": {"name": "first"}}])
    theirs = attach(server, opening, sparse="_sparse_values", id="name")
    (leg, nothing) = theirs.run(theirs.connector.search([sparse_leg({3: 5.0}), sparse_leg({})]))
    assert scores(leg) == {"first": 10.0}
    assert nothing == []
    found = theirs.run(theirs.connector.fetch(["first", "1"], vectors=True))
    assert found["first"].sparse == SparseVector.from_pairs({1: 1.0, 3: 2.0})
    assert found["first"].metadata == {}


def test_fields_that_it_does_not_have_are_named(server: PineconeServer, opening: Opening) -> None:
    with pytest.raises(InvalidInput, match="'_values'"):
        attach(server, opening, dense="embedding")
    missing = attach(server, opening, dense="_values")
    assert missing.run(missing.connector.exists()) is False
    with pytest.raises(IndexNotFound):
        missing.run(missing.connector.count(None))
    written(server, SPARSE, [])
    with pytest.raises(InvalidInput, match="it has _sparse_values"):
        missing.run(missing.connector.count(None))


def test_metrics_and_fields_that_give_no_score_of_ours_are_refused(server: PineconeServer, opening: Opening) -> None:
    both = COSINE | SPARSE
    written(server, both | {"_values": {"type": "dense_vector", "dimension": 3, "metric": "euclidean"}}, [])
    euclidean = attach(server, opening, dense="_values")
    with pytest.raises(Unsupported, match="euclidean"):
        euclidean.run(euclidean.connector.count(None))
    hybrid = attach(server, opening, sparse="_sparse_values")
    with pytest.raises(Unsupported, match="refuses sparse-only queries"):
        hybrid.run(hybrid.connector.count(None))


def test_options_of_creation_are_refused(server: PineconeServer, opening: Opening) -> None:
    with pytest.raises(InvalidName, match="known: namespace, host"):
        opening(server.url("theirs", region="x"), Access(api_key=API_KEY, fields=Fields(dense="_values")))
