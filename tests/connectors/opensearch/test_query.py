"""The legs' queries, and the way back from scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.connectors.opensearch.query import (
    EF_SEARCH,
    MAX_WEIGHT,
    dense_query,
    dot_product,
    sparse_query,
    weight_scale,
)
from hybrid_search.types import SparseVector
from tests.fakes import unit


def test_token_ids_are_the_keys_of_a_neural_sparse_query() -> None:
    query = SparseVector.from_pairs({7: 0.5, 2**32 - 1: 2.0})
    assert sparse_query("s", query, "neural_sparse") == {
        "neural_sparse": {"s": {"query_tokens": {"7": 0.5, "4294967295": 2.0}}}
    }


def test_without_the_plugin_each_token_is_a_linear_rank_feature() -> None:
    query = SparseVector.from_pairs({7: 0.5, 9: 2.0})
    assert sparse_query("a.s", query, "rank_feature") == {
        "bool": {
            "should": [
                {"rank_feature": {"field": "a.s.7", "linear": {}, "boost": 0.5}},
                {"rank_feature": {"field": "a.s.9", "linear": {}, "boost": 2.0}},
            ]
        }
    }


def test_a_weight_above_64_scales_the_whole_query() -> None:
    query = SparseVector.from_pairs({1: 128.0, 2: 32.0})
    assert weight_scale(query) == 0.5
    assert sparse_query("s", query, "neural_sparse")["neural_sparse"]["s"]["query_tokens"] == {"1": 64.0, "2": 16.0}
    assert weight_scale(SparseVector.from_pairs({1: 64.0})) == 1.0


def test_what_scaling_makes_too_small_is_left_out() -> None:
    query = SparseVector.from_pairs({1: 3e38, 2: 1.0})
    assert sparse_query("s", query, "neural_sparse")["neural_sparse"]["s"]["query_tokens"] == {
        "1": 64.0,
        "2": pytest.approx(64 / 3e38, rel=1e-6),
    }
    assert list(
        sparse_query("s", SparseVector.from_pairs({1: 3e38, 2: 1e-3}), "neural_sparse")["neural_sparse"]["s"][
            "query_tokens"
        ]
    ) == ["1"]


@given(st.dictionaries(st.integers(0, 2**32 - 1), st.floats(1e-30, 1e30), min_size=1, max_size=20))
def test_every_weight_is_one_that_lucene_takes(weights: dict[int, float]) -> None:
    tokens = sparse_query("s", SparseVector.from_pairs(weights), "neural_sparse")["neural_sparse"]["s"]["query_tokens"]
    assert all(0 < np.float32(weight) <= MAX_WEIGHT for weight in tokens.values())


def test_a_dense_query_keeps_more_candidates_than_it_returns() -> None:
    query = dense_query("d", unit(1, 0), 10, None)
    assert query == {"knn": {"d": {"vector": [1.0, 0.0], "k": EF_SEARCH}}}


@pytest.mark.parametrize(("limit", "k"), [(512, 512), (600, 600), (10_000, 10_000), (20_000, 10_000)])
def test_candidates_stay_within_what_the_server_takes(limit: int, k: int) -> None:
    assert dense_query("d", unit(1), limit, None)["knn"]["d"]["k"] == k


def test_the_filter_of_a_dense_query_is_inside() -> None:
    assert dense_query("d", unit(1), 10, {"match_all": {}})["knn"]["d"]["filter"] == {"match_all": {}}


@pytest.mark.parametrize(("score", "dot"), [(7.0, 6.0), (1.0, 0.0), (1 / 7, -6.0), (0.5, -1.0)])
def test_dot_products_come_back_from_both_branches(score: float, dot: float) -> None:
    assert dot_product(score) == pytest.approx(dot)
