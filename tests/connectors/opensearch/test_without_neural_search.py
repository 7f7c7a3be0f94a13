"""A server without the plugin neural-search: the real one, behind a client that refuses the plugin's queries."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from opensearchpy import OpenSearch, RequestError

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Connector, IndexSpec, LegQuery
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.native import in_place_of
from hybrid_search.connectors.registry import connect
from hybrid_search.errors import Unsupported
from hybrid_search.types import Native, SparseVector
from tests.connectors.contract.legs import dense_leg, sparse_leg
from tests.fakes import row
from tests.servers.live import LiveServer
from tests.servers.server import Server

RANDOM = np.random.default_rng(4)
ROWS = [
    row(
        str(n),
        sparse={int(token): float(RANDOM.gamma(2.0)) + 0.01 for token in RANDOM.integers(0, 50, size=20)},
        dense=RANDOM.normal(size=3).tolist(),
    )
    for n in range(60)
]


class WithoutNeuralSearch(OpenSearch):
    """Answers as a server that lacks the plugin does."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.searches: list[str] = []

    def msearch(self, *, body: Any, **more: Any) -> Any:
        self._note(body)
        return super().msearch(body=body, **more)

    def search(self, *, body: Any = None, **more: Any) -> Any:
        self._note(body)
        return super().search(body=body, **more)

    def _note(self, body: Any) -> None:
        self.searches.append(json.dumps(body))
        for query in ("neural_sparse", "hybrid"):
            if f'"{query}"' in self.searches[-1]:
                error = {"type": "parsing_exception", "reason": f"unknown query [{query}]"}
                raise RequestError(400, "parsing_exception", {"error": {"root_cause": [error], **error}, "status": 400})


@pytest.fixture
def url(opensearch_server: Server | LiveServer) -> Iterator[str]:
    """An index with ROWS."""
    address = opensearch_server.url.replace("http://", "opensearch://") + f"/plain-{uuid.uuid4().hex}"
    connector = connect(address)
    driver = Driver(connector)
    driver.run(connector.create(IndexSpec(dims=3, sparse=True)))
    driver.run(connector.upsert(ROWS))
    driver.run(connector.settle())
    yield address
    driver.run(connector.drop())
    driver.close()


@pytest.fixture
def client(opensearch_server: Server | LiveServer) -> Iterator[WithoutNeuralSearch]:
    client = WithoutNeuralSearch(hosts=[opensearch_server.url])
    yield client
    client.close()


def scores(connector: Connector, query: LegQuery) -> dict[str, float]:
    driver = Driver(connector)
    (leg,) = driver.run(connector.search([query]))
    driver.close()
    return {candidate.id: candidate.score for candidate in leg}


def dots(weights: dict[int, float]) -> dict[str, float]:
    query = SparseVector.from_pairs(weights)
    products = {one.id: one.sparse.dot(query) for one in ROWS if one.sparse is not None}
    return {id: product for id, product in products.items() if product > 0}


def test_sparse_scores_are_the_same(url: str, client: WithoutNeuralSearch) -> None:
    weights = {token: 0.5 + token for token in range(50)}
    found = scores(connect(url, Access(client=client)), sparse_leg(weights))
    assert found == pytest.approx(scores(connect(url), sparse_leg(weights)), rel=1e-6)
    assert found == pytest.approx(dots(weights), rel=1e-5)


def test_a_weight_above_64_leaves_the_scores_as_they_are(url: str, client: WithoutNeuralSearch) -> None:
    weights = {0: 1000.0, 1: 3.0}
    found = scores(connect(url, Access(client=client)), sparse_leg(weights))
    assert found == pytest.approx(scores(connect(url), sparse_leg(weights)), rel=1e-6)
    assert found == pytest.approx(dots(weights), rel=1e-5)


def test_the_missing_plugin_is_found_out_once(url: str, client: WithoutNeuralSearch) -> None:
    connector = connect(url, Access(client=client))
    driver = Driver(connector)
    for _ in range(3):
        sparse, dense = driver.run(connector.search([sparse_leg({1: 1.0}), dense_leg(1, 0, 0)]))
        assert sparse
        assert len(dense) == len(ROWS)
    driver.close()
    assert ["neural_sparse" in body for body in client.searches] == [True, False, False, False]
    assert len(client.searches) == 4


def test_native_fusion_names_the_plugin_and_the_alternative(url: str, client: WithoutNeuralSearch) -> None:
    connector = connect(url, Access(client=client))
    driver = Driver(connector)
    with pytest.raises(Unsupported) as raised:
        driver.run(connector.native([sparse_leg({1: 1.0}), dense_leg(1, 0, 0)], Native.rrf(), 5))
    driver.close()
    assert "opensearch-neural-search" in str(raised.value)
    assert in_place_of(Native.rrf()) in str(raised.value)
