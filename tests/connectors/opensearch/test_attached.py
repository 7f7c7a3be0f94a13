"""A foreign index on a real server, searched by its own fields."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from opensearchpy import OpenSearch

from hybrid_search.types import Native
from tests.connectors.contract.legs import dense_leg, scores, sparse_leg
from tests.connectors.lucene.attached_contract import (
    DIRECTIONS,
    DOCUMENTS,
    PROPERTIES,
    Attach,
    Attached,
    AttachedContract,
)
from tests.servers.live import LiveServer
from tests.servers.server import Server

SPACES = {"cosine": "cosinesimil", "dot": "innerproduct", "far": "l2"}


def field(space: str) -> dict[str, object]:
    return {
        "type": "knn_vector",
        "dimension": 3,
        "method": {"name": "hnsw", "engine": "lucene", "space_type": space},
    }


@pytest.fixture(scope="module")
def address(opensearch_server: Server | LiveServer) -> Iterator[str]:
    """The URL of somebody else's index."""
    name = f"foreign-{uuid.uuid4().hex}"
    client = OpenSearch(hosts=[opensearch_server.url])
    vectors = {path: field(space) for path, space in SPACES.items()}
    mapping = {"properties": {**PROPERTIES, "weights": {"type": "rank_features"}, **vectors}}
    # One shard: the ranks of its own fusion are counted in each.
    client.indices.create(index=name, body={"settings": {"index": {"knn": True}}, "mappings": mapping})
    for id, one in DOCUMENTS.items():
        direction = DIRECTIONS[id]
        dense = {"cosine": direction, "dot": [5 * number for number in direction], "far": direction}
        client.index(index=name, id=id, body={**one, **dense, "body": {"text": f"text of {id}"}})
    client.indices.refresh(index=name)
    yield opensearch_server.url.replace("http://", "opensearch://") + f"/{name}"
    client.indices.delete(index=name)
    client.close()


class TestAttached(AttachedContract):
    def test_the_inner_product_comes_back_as_it_is(self, attach: Attach) -> None:
        found = attach(dense="dot").dense(0, 0.6, 0.8)
        assert found == pytest.approx({"a": 5 * 0.6 * 0.6 + 5 * 0.8 * 0.8, "b": 0.0, "c": -5.0}, abs=1e-5)

    def test_its_legs_can_be_fused_by_the_server(self, attached: Attached) -> None:
        legs = [sparse_leg({7: 1.0}), dense_leg(0, 4, 3)]
        ranking = attached.run(attached.connector.native(legs, Native.rrf(k=1), 10))
        assert scores(ranking.candidates) == pytest.approx({"a": 1 / 2 + 1 / 2, "b": 1 / 3 + 1 / 3, "c": 1 / 4})
