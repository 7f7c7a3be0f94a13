"""The search pipelines, and the formulas that are said to run."""

from __future__ import annotations

import pytest

from hybrid_search.connectors.opensearch.native import formula, hybrid_query, pipeline
from hybrid_search.connectors.opensearch.version import Version
from hybrid_search.errors import Unsupported
from hybrid_search.types import Native

URL = "opensearch://host/notes"
OLD = Version(2, 19)
NEW = Version(3, 6)


def only_processor(fusion: Native, version: Version) -> dict[str, object]:
    (processor,) = pipeline(fusion, version, URL)["phase_results_processors"]
    return dict(processor)


def test_the_legs_are_the_subqueries_and_the_depth_is_always_said() -> None:
    assert hybrid_query({"dense": {"b": 2}, "sparse": {"a": 1}}, 70) == {
        "hybrid": {"queries": [{"a": 1}, {"b": 2}], "pagination_depth": 70}
    }


@pytest.mark.parametrize("normalizer", ["min_max", "l2"])
def test_linear_is_the_normalization_processor_with_weights_of_sum_1(normalizer: str) -> None:
    fusion = Native("linear", weights={"sparse": 1, "dense": 3}, normalizer=normalizer)  # type: ignore[arg-type]  # two of its literals
    assert only_processor(fusion, OLD) == {
        "normalization-processor": {
            "normalization": {"technique": normalizer},
            "combination": {"technique": "arithmetic_mean", "parameters": {"weights": [0.25, 0.75]}},
        }
    }


def test_weights_are_floats_even_if_they_are_whole() -> None:
    processor = str(only_processor(Native.linear({"sparse": 1, "dense": 0}, normalizer="min_max"), OLD))
    assert "[1.0, 0.0]" in processor


def test_before_3_1_the_rank_constant_is_a_parameter() -> None:
    assert only_processor(Native.rrf(k=20), OLD) == {
        "score-ranker-processor": {"combination": {"technique": "rrf", "parameters": {"rank_constant": 20}}}
    }


def test_from_3_1_on_the_rank_constant_stands_beside_the_parameters() -> None:
    assert only_processor(Native.rrf(k=20, weights={"sparse": 1, "dense": 3}), Version(3, 1)) == {
        "score-ranker-processor": {
            "combination": {"technique": "rrf", "rank_constant": 20, "parameters": {"weights": [0.25, 0.75]}}
        }
    }
    assert only_processor(Native.rrf(k=20), Version(3, 1)) == {
        "score-ranker-processor": {"combination": {"technique": "rrf", "rank_constant": 20}}
    }


@pytest.mark.parametrize("version", [OLD, Version(3, 0)])
def test_rank_weights_before_3_1_are_refused_with_the_fusion_to_use(version: Version) -> None:
    with pytest.raises(Unsupported, match=r"came with 3\.1; use RRF\(k=60, weights=\{'sparse': 1, 'dense': 2\}\)"):
        pipeline(Native.rrf(weights={"sparse": 1, "dense": 2}), version, URL)


def test_equal_rank_weights_are_none() -> None:
    equal = Native.rrf(weights={"sparse": 2, "dense": 2})
    assert pipeline(equal, OLD, URL) == pipeline(Native.rrf(), OLD, URL)
    assert pipeline(equal, NEW, URL) == pipeline(Native.rrf(), NEW, URL)
    assert said(equal, NEW) == said(Native.rrf(), NEW)


def test_what_opensearch_lacks_is_refused_with_the_fusion_to_use() -> None:
    with pytest.raises(Unsupported, match=r"use DBSF\(\)"):
        pipeline(Native.dbsf(), NEW, URL)
    with pytest.raises(Unsupported, match=r"use Weighted\(.*NoNormalization\(\)\), or normalizer='min_max'"):
        pipeline(Native.linear(), NEW, URL)


def said(fusion: Native, version: Version = OLD, *, shards: int = 1, space: str = "cosinesimil") -> str:
    return formula(fusion, version, shards=shards, space=space)


def test_the_formula_of_rank_fusion_says_where_ranks_are_counted() -> None:
    start = "rrf (score-ranker-processor): sum of 1 / (7 + rank), "
    assert said(Native.rrf(k=7)) == f"{start}rank from 1"
    assert said(Native.rrf(k=7), shards=3) == f"{start}rank within its shard of 3 from 1"
    assert said(Native.rrf(k=7), Version(3, 5), shards=3) == f"{start}rank from 1"
    assert said(Native.rrf(k=7, weights={"sparse": 1, "dense": 3}), NEW, shards=3) == (
        "rrf (score-ranker-processor): sum of weight / (7 + rank), rank from 1, weights sparse 0.25, dense 0.75"
    )


def test_the_formula_of_linear_says_how_scores_are_normalized() -> None:
    linear = Native.linear({"sparse": 1, "dense": 3}, normalizer="min_max")
    for part in ("weights sparse 0.25, dense 0.75", "(score - min) / (max - min)", "0.001", "(1 + cosine) / 2"):
        assert part in said(linear)
    assert "1 / (1 - dot)" in said(linear, space="innerproduct")
    assert "root of the sum of squares" in said(Native.linear(normalizer="l2"))
