"""The fields that are created, and those that can be searched."""

from __future__ import annotations

import pytest

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.lucene.legs import DenseField, SparseField
from hybrid_search.connectors.opensearch.options import Options
from hybrid_search.connectors.opensearch.schema import dense_field, settings, sparse_field, vector_mappings
from hybrid_search.errors import Unsupported


def test_the_settings_turn_knn_on_and_leave_the_rest_to_the_server() -> None:
    assert settings(Options()) == {"index.knn": True}
    assert settings(Options(shards=3, replicas=0)) == {
        "index.knn": True,
        "number_of_shards": 3,
        "number_of_replicas": 0,
    }


def test_both_fields_are_native() -> None:
    assert vector_mappings(IndexSpec(dims=384, sparse=True), Options(engine="faiss", m=32, ef_construction=200)) == {
        "sparse": {"type": "rank_features"},
        "dense": {
            "type": "knn_vector",
            "dimension": 384,
            "space_type": "cosinesimil",
            "method": {"name": "hnsw", "engine": "faiss", "parameters": {"m": 32, "ef_construction": 200}},
        },
    }


def test_an_index_may_have_one_of_them() -> None:
    assert list(vector_mappings(IndexSpec(dims=None, sparse=True), Options())) == ["sparse"]
    assert list(vector_mappings(IndexSpec(dims=3, sparse=False), Options())) == ["dense"]


def test_more_dimensions_than_the_server_takes_are_refused() -> None:
    assert vector_mappings(IndexSpec(dims=16_000, sparse=False), Options())["dense"]["dimension"] == 16_000
    with pytest.raises(Unsupported, match="16,001 dimensions: OpenSearch takes at most 16,000"):
        vector_mappings(IndexSpec(dims=16_001, sparse=False), Options())


@pytest.mark.parametrize("space", ["cosinesimil", "innerproduct"])
def test_the_space_type_stands_at_the_top_or_in_the_method(space: str) -> None:
    top = {"type": "knn_vector", "dimension": 3, "space_type": space}
    method = {"type": "knn_vector", "dimension": 3, "method": {"name": "hnsw", "space_type": space}}
    assert dense_field("v", top) == dense_field("v", method) == DenseField("v", 3, space)


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ({"type": "knn_vector", "dimension": 3}, "space type 'l2'"),
        ({"type": "knn_vector", "dimension": 3, "method": {"name": "hnsw"}}, "space type 'l2'"),
        ({"type": "knn_vector", "dimension": 3, "space_type": "hamming"}, "space type 'hamming'"),
        ({"type": "knn_vector", "dimension": 8, "data_type": "BYTE", "space_type": "cosinesimil"}, "byte vectors"),
        ({"type": "knn_vector", "model_id": "m"}, "trained model"),
        ({"type": "float"}, "type 'float', not 'knn_vector'"),
        ({"properties": {}}, "type 'object'"),
    ],
)
def test_a_dense_field_that_gives_no_cosine_is_refused(mapping: dict[str, object], reason: str) -> None:
    with pytest.raises(Unsupported, match=reason):
        dense_field("v", mapping)


def test_rank_features_are_searched() -> None:
    assert sparse_field("s", {"type": "rank_features"}) == SparseField("s", "rank_features")


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ({"type": "sparse_vector"}, "folds token ids"),
        ({"type": "rank_feature"}, "not 'rank_features'"),
        ({"type": "rank_features", "positive_score_impact": False}, "positive_score_impact false"),
    ],
)
def test_another_sparse_field_is_refused(mapping: dict[str, object], reason: str) -> None:
    with pytest.raises(Unsupported, match=reason):
        sparse_field("s", mapping)
