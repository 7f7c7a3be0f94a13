"""A collection that somebody else made."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from qdrant_client import QdrantClient, models

from hybrid_search import F
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import IndexNotFound, InvalidInput, InvalidName, InvalidQuery, Unsupported
from hybrid_search.types import Native
from tests.connectors.contract.legs import dense_leg, scores, sparse_leg
from tests.connectors.contract.opened import SPEC, Opened
from tests.fakes import row

URL = "qdrant://localhost/theirs"
BY_KEY = Fields(dense="text-dense", sparse="text-sparse", text="content", id="doc.key")
POINTS = [str(uuid.UUID(int=n)) for n in range(1, 4)]
WHEN = "2020-05-01T12:00:00Z"


@pytest.fixture
def client() -> QdrantClient:
    client = QdrantClient(":memory:")
    client.create_collection(
        "theirs",
        vectors_config={
            "text-dense": models.VectorParams(size=3, distance=models.Distance.COSINE),
            "raw": models.VectorParams(size=3, distance=models.Distance.DOT),
            "far": models.VectorParams(size=3, distance=models.Distance.EUCLID),
        },
        sparse_vectors_config={
            "text-sparse": models.SparseVectorParams(),
            "idf": models.SparseVectorParams(modifier=models.Modifier.IDF),
        },
    )
    payloads: list[dict[str, Any]] = [
        {
            "content": "one",
            "doc": {"key": "a"},
            "lang": "en",
            "year": 2020,
            "tags": ["x", "y"],
            "at": WHEN,
        },
        {"content": "two", "doc": {"key": "b"}, "lang": "de", "price": 0.5, "draft": True},
        {"content": ["no text"], "doc": {"key": 7}, "nested": {"deep": 1}, "no metadata": [{}]},
    ]
    vectors = [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 2.0]]
    client.upsert(
        "theirs",
        [
            models.PointStruct(
                id=id,
                vector={
                    "text-dense": vector,
                    "raw": vector,
                    "text-sparse": models.SparseVector(indices=[9, 1], values=[0.5, 2.0 + place]),
                },
                payload=payload,
            )
            for place, (id, vector, payload) in enumerate(zip(POINTS, vectors, payloads, strict=True))
        ],
    )
    client.upsert("theirs", [models.PointStruct(id=5, vector={"text-dense": [1.0, 1.0, 0.0]}, payload={"lang": "en"})])
    return client


def attach(client: QdrantClient, fields: Fields, url: str = URL) -> Opened:
    connector = connect(url, Access(client=client, fields=fields))
    return Opened(Driver(connector), connector)


@pytest.fixture
def attached(client: QdrantClient) -> Opened:
    return attach(client, BY_KEY)


def test_it_is_searched_by_its_own_vectors(attached: Opened) -> None:
    assert attached.connector.attached
    sparse, dense = attached.run(attached.connector.search([sparse_leg({1: 2.0}), dense_leg(1, 0, 0)]))
    assert scores(sparse) == {"a": 4.0, "b": 6.0, "7": 8.0}
    assert scores(dense) == {"a": pytest.approx(1.0), "b": 0.0, "7": 0.0}
    assert {one.parent for one in sparse} == {"a", "b", "7"}


def test_rows_are_read_by_the_fields_and_the_rest_is_metadata(attached: Opened) -> None:
    rows = attached.run(attached.connector.fetch(["a", "7", "absent"], vectors=True))
    assert set(rows) == {"a", "7"}
    a = rows["a"]
    assert (a.text, a.parent, a.ordinal, a.hash) == ("one", "a", 0, "")
    assert a.metadata == {"lang": "en", "year": 2020, "tags": ("x", "y"), "at": WHEN}
    assert a.sparse is not None
    assert a.sparse.indices.tolist() == [1, 9]
    assert a.dense is not None
    assert a.dense.tolist() == [1.0, 0.0, 0.0]
    assert (rows["7"].text, rows["7"].metadata) == ("", {"nested": {"deep": 1}})


def test_without_an_id_field_ids_are_the_points_own(client: QdrantClient) -> None:
    attached = attach(client, Fields(dense="text-dense", text="content"))
    assert set(attached.run(attached.connector.fetch([POINTS[0], "5", "no id", "-1"]))) == {POINTS[0], "5"}
    assert attached.run(attached.connector.hashes(["5"])) == {"5": ""}
    (dense,) = attached.run(attached.connector.search([dense_leg(1, 1, 0)]))
    assert dense[0].id == "5"


def test_hashes_count_and_scan_need_no_field_of_ours(attached: Opened) -> None:
    assert attached.run(attached.connector.hashes(["a", "b", "c"])) == {"a": "", "b": ""}
    assert attached.count() == 4
    assert set(attached.scanned()) == {"a", "b", "7"}
    facts = attached.run(attached.connector.facts())
    assert (facts["rows"], facts["dims"], "records" in facts) == (4, 3, False)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (F.lang == "en", {"a"}),
        (F.lang != "en", {"b", "7"}),
        (F.lang.is_in(["en", "de"]), {"a", "b"}),
        (F.lang.is_in([]), set()),
        (F.year == 2020.0, {"a"}),
        (F.year > 2019, {"a"}),
        (F.price == 0.5, {"b"}),
        (F.price.is_in([0.5, 7]), {"b"}),
        (F.price < 0.6, {"b"}),
        (F.draft == True, {"b"}),  # noqa: E712  # it builds a filter
        (F.tags.contains("y"), {"a"}),
        (F.tags.exists(), {"a"}),
        (~F.tags.exists(), {"b", "7"}),
        (F.nested.deep == 1, {"7"}),
        (F["doc.key"].is_in(["a", 7]), {"a", "7"}),
        (F.at == datetime(2020, 5, 1, 12, tzinfo=UTC), {"a"}),
        (F.at > datetime(2020, 5, 1, tzinfo=UTC), {"a"}),
        ((F.lang == "en") | (F.lang == "de") & (F.price >= 1), {"a"}),
    ],
    ids=str,
)
def test_filters_look_at_its_own_fields(attached: Opened, where: Any, found: set[str]) -> None:
    assert attached.ids(where) == found


@pytest.mark.parametrize("value", ['"}]', "must_not", "content", "a' OR 1=1"])
def test_a_value_is_only_ever_a_value(attached: Opened, value: str) -> None:
    assert attached.ids(F.lang == value) == set()


def test_the_servers_own_fusion_reads_it_too(attached: Opened) -> None:
    legs = [sparse_leg({1: 2.0}), dense_leg(1, 0, 0)]
    assert len(attached.run(attached.connector.native(legs, Native.rrf(), 2)).candidates) == 2


def test_the_dot_product_comes_as_it_is(client: QdrantClient) -> None:
    attached = attach(client, Fields(dense="raw", id="doc.key"))
    (dense,) = attached.run(attached.connector.search([dense_leg(0, 1, 0, limit=1)]))
    assert scores(dense) == {"b": 2.0}


def test_the_one_vector_without_a_name_is_called_vector() -> None:
    client = QdrantClient(":memory:")
    client.create_collection("theirs", vectors_config=models.VectorParams(size=3, distance=models.Distance.COSINE))
    client.upsert("theirs", [models.PointStruct(id=7, vector=[3.0, 0.0, 0.0], payload={"content": "one"})])
    attached = attach(client, Fields(dense="vector", text="content"))
    (dense,) = attached.run(attached.connector.search([dense_leg(1, 0, 0)]))
    assert scores(dense) == {"7": pytest.approx(1.0)}
    row = attached.run(attached.connector.fetch(["7"], vectors=True))["7"]
    assert row.dense is not None
    assert row.dense.tolist() == [1.0, 0.0, 0.0]
    with pytest.raises(InvalidInput, match="the collection's dense vectors are 'vector'"):
        attach(client, Fields(dense="other")).count()


@pytest.mark.parametrize(
    "operation",
    [
        lambda connector: connector.create(SPEC),
        lambda connector: connector.drop(),
        lambda connector: connector.upsert([row("a")]),
        lambda connector: connector.delete(["a"]),
        lambda connector: connector.delete_where(F.lang == "en"),
        lambda connector: connector.optimize(),
        lambda connector: connector.put_record("key", b""),
        lambda connector: connector.delete_record("key"),
    ],
)
def test_nothing_is_written(attached: Opened, operation: Callable[[Connector], Operation[Any]]) -> None:
    with pytest.raises(Unsupported, match="opened read-only by fields="):
        attached.run(operation(attached.connector))
    assert attached.count() == 4


def test_there_are_no_records(attached: Opened) -> None:
    assert attached.run(attached.connector.get_record("stamp")) is None
    assert attached.run(attached.connector.list_records("")) == []


@pytest.mark.parametrize(
    ("fields", "error", "said"),
    [
        (Fields(dense="other"), InvalidInput, "dense vectors are 'text-dense', 'raw', 'far'"),
        (Fields(sparse="other"), InvalidInput, "sparse vectors are 'text-sparse', 'idf'"),
        (Fields(dense="far"), Unsupported, "compared by Euclid"),
        (Fields(sparse="idf"), Unsupported, "modifier 'idf'"),
    ],
)
def test_what_cannot_be_searched_is_refused(
    client: QdrantClient, fields: Fields, error: type[Exception], said: str
) -> None:
    attached = attach(client, fields)
    with pytest.raises(error, match=said):
        attached.run(attached.connector.exists())


def test_a_leg_that_fields_does_not_name_is_refused(client: QdrantClient) -> None:
    attached = attach(client, Fields(dense="text-dense"))
    with pytest.raises(InvalidQuery):
        attached.run(attached.connector.search([sparse_leg({1: 1.0})]))


def test_reserved_paths_options_and_missing_collections_are_refused(client: QdrantClient, attached: Opened) -> None:
    with pytest.raises(Unsupported, match=r"'_hs\.parent' needs an index of this library"):
        attached.count(F._hs.parent == "a")
    with pytest.raises(InvalidName, match="options after"):
        attach(client, BY_KEY, URL + "?m=16")
    with pytest.raises(IndexNotFound):
        attach(client, BY_KEY, "qdrant://localhost/absent").count()
