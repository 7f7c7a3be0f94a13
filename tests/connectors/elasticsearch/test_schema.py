from __future__ import annotations

from typing import Any

import pytest

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.elasticsearch.options import Options, Quantization
from hybrid_search.connectors.elasticsearch.schema import dense_field, settings, sparse_field, vector_mappings
from hybrid_search.connectors.lucene.legs import DenseField, SparseField
from hybrid_search.errors import Unsupported


def test_both_fields_with_every_choice_named() -> None:
    assert vector_mappings(IndexSpec(dims=384, sparse=True), Options()) == {
        "sparse": {"type": "sparse_vector"},
        "dense": {
            "type": "dense_vector",
            "dims": 384,
            "index": True,
            "similarity": "cosine",
            "index_options": {"type": "hnsw", "m": 16, "ef_construction": 100},
        },
    }


def test_only_the_fields_that_are_wanted() -> None:
    assert set(vector_mappings(IndexSpec(dims=None, sparse=True), Options())) == {"sparse"}
    assert set(vector_mappings(IndexSpec(dims=3, sparse=False), Options())) == {"dense"}


@pytest.mark.parametrize(
    ("quantization", "kind"), [("none", "hnsw"), ("int8", "int8_hnsw"), ("int4", "int4_hnsw"), ("bbq", "bbq_hnsw")]
)
def test_the_quantization_is_a_kind_of_graph(quantization: Quantization, kind: str) -> None:
    fields = vector_mappings(IndexSpec(dims=64, sparse=False), Options(quantization=quantization))
    assert fields["dense"]["index_options"]["type"] == kind


@pytest.mark.parametrize(("dims", "quantization"), [(4097, "none"), (63, "bbq"), (65, "int4")])
def test_dimensions_that_the_field_does_not_take_are_refused(dims: int, quantization: Quantization) -> None:
    with pytest.raises(Unsupported, match="dimensions"):
        vector_mappings(IndexSpec(dims=dims, sparse=False), Options(quantization=quantization))


def test_the_server_s_own_settings_stay_unless_they_are_given() -> None:
    assert settings(Options()) == {}
    assert settings(Options(shards=3, replicas=0)) == {"number_of_shards": 3, "number_of_replicas": 0}


@pytest.mark.parametrize("similarity", ["cosine", "dot_product", "max_inner_product"])
def test_a_dense_field_is_known_by_its_similarity(similarity: str) -> None:
    mapping = {"type": "dense_vector", "dims": 3, "index": True, "similarity": similarity}
    assert dense_field("a.b", mapping) == DenseField("a.b", 3, similarity)


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ({"type": "dense_vector", "similarity": "l2_norm"}, "similarity 'l2_norm'"),
        ({"type": "dense_vector", "index": False}, "not indexed"),
        ({"type": "dense_vector", "element_type": "byte"}, "byte vectors"),
        ({"type": "keyword"}, "type 'keyword'"),
        ({"properties": {}}, "type 'object'"),
    ],
)
def test_a_dense_field_that_cannot_be_searched_says_why(mapping: dict[str, Any], why: str) -> None:
    with pytest.raises(Unsupported, match=why):
        dense_field("v", mapping)


@pytest.mark.parametrize("kind", ["sparse_vector", "rank_features"])
def test_a_sparse_field_is_known_by_its_type(kind: str) -> None:
    assert sparse_field("s", {"type": kind}) == SparseField("s", kind)


@pytest.mark.parametrize("mapping", [{"type": "text"}, {"type": "rank_features", "positive_score_impact": False}])
def test_a_sparse_field_without_dot_products_is_refused(mapping: dict[str, Any]) -> None:
    with pytest.raises(Unsupported):
        sparse_field("s", mapping)
