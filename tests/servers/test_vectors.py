"""The plugins that the connectors need are in the nodes: native dense and sparse fields, and fusion."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.conftest import call
from tests.servers.server import Server

INDEX = "vectors-test"
DOCUMENTS = {"a": ([3.0, 4.0], {"7": 1.5, "9": 2.0}), "b": ([4.0, 3.0], {"9": 1.0})}
QUERY_TOKENS = {"7": 2.0, "9": 1.0}
DOTS = {"a": 2.0 * 1.5 + 1.0 * 2.0, "b": 1.0 * 1.0}
COSINES = {"a": 0.6, "b": 0.8}
"""With the query vector [1, 0]."""

FIELDS = {
    "elasticsearch": {
        # Not the default, which keeps a byte of each number: on vectors this short that is off by 0.08.
        "dense": {"type": "dense_vector", "dims": 2, "similarity": "cosine", "index_options": {"type": "hnsw"}},
        "sparse": {"type": "sparse_vector"},
    },
    "opensearch": {
        "dense": {
            "type": "knn_vector",
            "dimension": 2,
            "method": {"name": "hnsw", "engine": "lucene", "space_type": "cosinesimil"},
        },
        "sparse": {"type": "rank_features"},
    },
}
KNN = {"knn": {"dense": {"vector": [1, 0], "k": 2}}}
NEURAL_SPARSE = {"neural_sparse": {"sparse": {"query_tokens": QUERY_TOKENS}}}


ELASTICSEARCH = pytest.mark.parametrize("server", ["elasticsearch8", "elasticsearch9"], indirect=True)
OPENSEARCH = pytest.mark.parametrize("server", ["opensearch"], indirect=True)


@pytest.fixture
def vectors(server: Server) -> Iterator[Server]:
    """A server with the two documents in its own dense and sparse field types."""
    kind = server.product.name.rstrip("89")
    settings = {"number_of_replicas": 0} | ({"index.knn": True} if kind == "opensearch" else {})
    call(server, "PUT", f"/{INDEX}", {"settings": settings, "mappings": {"properties": FIELDS[kind]}})
    for name, (dense, sparse) in DOCUMENTS.items():
        call(server, "PUT", f"/{INDEX}/_doc/{name}?refresh=true", {"dense": dense, "sparse": sparse})
    yield server
    call(server, "DELETE", f"/{INDEX}")


def scores(server: Server, search: dict[str, object], parameters: str = "") -> dict[str, float]:
    hits = call(server, "POST", f"/{INDEX}/_search{parameters}", search)["hits"]["hits"]
    return {hit["_id"]: hit["_score"] for hit in hits}


@ELASTICSEARCH
def test_elasticsearch_scores_sparse_vectors_by_their_dot_product(vectors: Server) -> None:
    query = {"sparse_vector": {"field": "sparse", "query_vector": QUERY_TOKENS, "prune": False}}
    assert scores(vectors, {"query": query}) == DOTS


@ELASTICSEARCH
def test_elasticsearch_scores_dense_vectors_by_half_of_one_plus_the_cosine(vectors: Server) -> None:
    knn = {"field": "dense", "query_vector": [1, 0], "k": 2, "num_candidates": 2}
    assert scores(vectors, {"knn": knn}) == pytest.approx(scaled(COSINES))


@OPENSEARCH
def test_opensearch_scores_sparse_vectors_by_their_dot_product(vectors: Server) -> None:
    assert scores(vectors, {"query": NEURAL_SPARSE}) == DOTS


@OPENSEARCH
def test_opensearch_scores_one_token_by_its_weight(vectors: Server) -> None:
    assert scores(vectors, {"query": {"rank_feature": {"field": "sparse.9", "linear": {}}}}) == {"a": 2.0, "b": 1.0}


@OPENSEARCH
def test_opensearch_scores_dense_vectors_by_half_of_one_plus_the_cosine(vectors: Server) -> None:
    assert scores(vectors, {"query": KNN}) == pytest.approx(scaled(COSINES))


@OPENSEARCH
def test_opensearch_fuses_normalised_scores(vectors: Server) -> None:
    call(vectors, "PUT", f"/_search/pipeline/{INDEX}", {"phase_results_processors": [{"normalization-processor": {}}]})
    hybrid = {"hybrid": {"queries": [KNN, NEURAL_SPARSE]}}
    fused = scores(vectors, {"query": hybrid}, f"?search_pipeline={INDEX}")
    call(vectors, "DELETE", f"/_search/pipeline/{INDEX}")
    # Each document is the best of one leg (1.0) and the worst of the other (0.001, the processor's least score).
    assert fused == pytest.approx({"a": (1.0 + 0.001) / 2, "b": (1.0 + 0.001) / 2}, abs=1e-6)


def scaled(cosines: dict[str, float]) -> dict[str, float]:
    return {name: (1 + cosine) / 2 for name, cosine in cosines.items()}
