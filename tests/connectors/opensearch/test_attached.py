"""A foreign index on a real server, searched by its own fields."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from opensearchpy import OpenSearch

from hybrid_search import F
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Connector, IndexSpec
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.registry import connect
from hybrid_search.errors import InvalidInput, Unsupported
from hybrid_search.filters import Filter
from hybrid_search.types import Native, SparseVector
from tests.connectors.contract.legs import dense_leg, scores, sparse_leg
from tests.fakes import row
from tests.servers.live import LiveServer
from tests.servers.server import Server


def knn(space: str, **more: Any) -> dict[str, Any]:
    method = {"name": "hnsw", "engine": "lucene", "space_type": space}
    return {"type": "knn_vector", "dimension": 3, "method": method, **more}


MAPPING = {
    "properties": {
        "body": {"properties": {"text": {"type": "text"}}},
        "lang": {"type": "keyword"},
        "year": {"type": "integer"},
        "weights": {"type": "rank_features"},
        "cosine": knn("cosinesimil"),
        "dot": knn("innerproduct"),
        "far": knn("l2"),
    }
}

DOCUMENTS = {
    "a": {"lang": "en", "year": 2020, "weights": {"1": 2.0, "7": 3.0}, "cosine": [0, 6, 8], "dot": [0, 6, 8]},
    "b": {"lang": "de", "year": 2021, "weights": {"7": 0.5}, "cosine": [5, 0, 0], "dot": [5, 0, 0]},
    "c": {"lang": "en", "year": 2022, "cosine": [0, -3, -4], "dot": [0, -3, -4], "tags": ["x", "y"]},
}


@pytest.fixture(scope="module")
def address(opensearch_server: Server | LiveServer) -> Iterator[str]:
    """The URL of the foreign index."""
    name = f"Foreign_{uuid.uuid4().hex}".lower()
    client = OpenSearch(hosts=[opensearch_server.url])
    client.indices.create(index=name, body={"settings": {"index": {"knn": True}}, "mappings": MAPPING})
    for id, document in DOCUMENTS.items():
        client.index(index=name, id=id, body={**document, "body": {"text": f"text of {id}"}})
    client.indices.refresh(index=name)
    yield opensearch_server.url.replace("http://", "opensearch://") + f"/{name}"
    client.indices.delete(index=name)
    client.close()


class Opened:
    """An attached connector and its driver."""

    def __init__(self, address: str, fields: Fields) -> None:
        self.connector: Connector = connect(address, Access(fields=fields))
        self.driver = Driver(self.connector)
        self.run = self.driver.run

    def sparse(self, weights: dict[int, float], where: Filter | None = None) -> dict[str, float]:
        return scores(self.run(self.connector.search([sparse_leg(weights, where=where)]))[0])

    def dense(self, *numbers: float, where: Filter | None = None) -> dict[str, float]:
        return scores(self.run(self.connector.search([dense_leg(*numbers, where=where)]))[0])


@pytest.fixture
def opened(address: str) -> Iterator[Opened]:
    opened = Opened(address, Fields(dense="cosine", sparse="weights", text="body.text"))
    yield opened
    opened.driver.close()


def test_both_legs_search_its_own_fields(opened: Opened) -> None:
    assert opened.sparse({1: 10.0, 7: 2.0}) == pytest.approx({"a": 10 * 2 + 2 * 3, "b": 2 * 0.5})
    assert opened.dense(0, 3, 4) == pytest.approx({"a": 1.0, "b": 0.0, "c": -1.0}, abs=1e-6)


def test_the_inner_product_comes_back_as_it_is(address: str) -> None:
    opened = Opened(address, Fields(dense="dot"))
    assert opened.dense(0, 0.6, 0.8) == pytest.approx({"a": 6 * 0.6 + 8 * 0.8, "b": 0.0, "c": -5.0}, abs=1e-6)
    opened.driver.close()


def test_filters_name_its_own_fields(opened: Opened) -> None:
    assert set(opened.dense(1, 1, 1, where=F.lang == "en")) == {"a", "c"}
    assert set(opened.dense(1, 1, 1, where=(F.year >= 2021) & ~(F.lang == "en"))) == {"b"}
    assert set(opened.sparse({7: 1.0}, where=F.lang.is_in(["de", "fr"]))) == {"b"}
    assert opened.run(opened.connector.count(F.tags.exists())) == 1


def test_rows_are_made_of_its_fields(opened: Opened) -> None:
    found = opened.run(opened.connector.fetch(["a", "c", "absent"], vectors=True))
    assert set(found) == {"a", "c"}
    assert found["a"].text == "text of a"
    assert dict(found["a"].metadata) == {"lang": "en", "year": 2020, "dot": (0, 6, 8), "body": {}}
    assert found["c"].metadata["tags"] == ("x", "y")
    assert found["a"].sparse == SparseVector.from_pairs({1: 2.0, 7: 3.0})
    assert found["a"].dense is not None
    assert found["a"].dense.tolist() == [0, 6, 8]
    assert (found["a"].parent, found["a"].ordinal, found["a"].hash) == ("a", 0, "")


def test_its_legs_can_be_fused_by_the_server(opened: Opened) -> None:
    ranking = opened.run(opened.connector.native([sparse_leg({7: 1.0}), dense_leg(0, 4, 3)], Native.rrf(k=1), 10))
    assert scores(ranking.candidates) == pytest.approx({"a": 1 / 2 + 1 / 2, "b": 1 / 3 + 1 / 3, "c": 1 / 4})


def test_a_field_with_another_metric_is_refused(address: str) -> None:
    opened = Opened(address, Fields(dense="far"))
    with pytest.raises(Unsupported, match="space type 'l2'"):
        opened.dense(1, 0, 0)
    opened.driver.close()


def test_a_field_that_is_not_there_is_named(address: str) -> None:
    opened = Opened(address, Fields(dense="absent"))
    with pytest.raises(InvalidInput, match=r"Fields\(dense='absent'\): the index has no such field"):
        opened.dense(1, 0, 0)
    opened.driver.close()


def test_it_is_not_written_to(opened: Opened) -> None:
    connector = opened.connector
    for operation in (
        connector.upsert([row("d")]),
        connector.delete(["a"]),
        connector.delete_where(F.lang == "en"),
        connector.create(IndexSpec(dims=3, sparse=True)),
        connector.drop(),
        connector.optimize(),
        connector.put_record("stamp", b"x"),
    ):
        with pytest.raises(Unsupported, match="read-only by fields="):
            opened.run(operation)
    assert opened.run(connector.count(None)) == len(DOCUMENTS)
    assert opened.run(connector.get_record("stamp")) is None
    assert opened.run(connector.list_records("")) == []
