from __future__ import annotations

import pytest

from hybrid_search.connectors.elasticsearch.query import candidates, dense_leg, similarity_of, sparse_leg
from hybrid_search.connectors.lucene.legs import DenseField, SparseField
from hybrid_search.types import SparseVector
from tests.fakes import unit

WHERE = {"term": {"path": "x"}}
DENSE = DenseField("dense", 3, "cosine")
SPARSE = SparseField("sparse", "sparse_vector")
QUERY = SparseVector.from_pairs({7: 0.5, 2**32 - 1: 2.0})


def test_the_dense_leg_filters_while_it_searches() -> None:
    request = dense_leg(DENSE, unit(0, 0, 1), 100, WHERE)
    assert request.body == {
        "knn": {
            "field": "dense",
            "query_vector": [0.0, 0.0, 1.0],
            "k": 100,
            "num_candidates": 500,
            "filter": WHERE,
        }
    }
    assert "filter" not in dense_leg(DENSE, unit(0, 0, 1), 100, None).body["knn"]


@pytest.mark.parametrize(
    ("limit", "expected"), [(1, 500), (100, 500), (1_000, 3_000), (5_000, 10_000), (10_000, 10_000)]
)
def test_more_candidates_than_wanted_are_looked_at(limit: int, expected: int) -> None:
    assert candidates(limit) == expected


def test_the_sparse_leg_is_never_pruned() -> None:
    query = {
        "sparse_vector": {"field": "sparse", "query_vector": {"7": 0.5, "4294967295": 2.0}, "prune": False},
    }
    assert sparse_leg(SPARSE, QUERY, None).body == {"query": query}
    assert sparse_leg(SPARSE, QUERY, WHERE).body == {"query": {"bool": {"must": [query], "filter": [WHERE]}}}


def test_rank_features_are_summed_token_by_token() -> None:
    body = sparse_leg(SparseField("f", "rank_features"), QUERY, None).body
    assert body == {
        "query": {
            "bool": {
                "should": [
                    {"rank_feature": {"field": "f.7", "linear": {}, "boost": 0.5}},
                    {"rank_feature": {"field": "f.4294967295", "linear": {}, "boost": 2.0}},
                ]
            }
        }
    }


def test_sparse_scores_are_dot_products_as_they_come() -> None:
    assert sparse_leg(SPARSE, QUERY, None).score(3.25) == 3.25


@pytest.mark.parametrize("similarity", ["cosine", "dot_product"])
@pytest.mark.parametrize(("score", "cosine"), [(1.0, 1.0), (0.5, 0.0), (0.0, -1.0), (0.75, 0.5), (1.0000001, 1.0)])
def test_scores_of_unit_vectors_come_back_as_cosines(similarity: str, score: float, cosine: float) -> None:
    assert similarity_of(DenseField("d", 3, similarity))(score) == pytest.approx(cosine)
    assert -1 <= similarity_of(DenseField("d", 3, similarity))(score) <= 1


@pytest.mark.parametrize("dot", [5.0, 1.0, 0.0, -0.5, -3.0])
def test_inner_products_come_back_as_they_are(dot: float) -> None:
    score = dot + 1 if dot >= 0 else 1 / (1 - dot)
    assert similarity_of(DenseField("d", 3, "max_inner_product"))(score) == pytest.approx(dot)
