"""The two legs as OpenSearch's queries, and its scores as ours."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from hybrid_search.connectors.lucene.legs import Query
from hybrid_search.types import DenseVector, SparseVector

MAX_WEIGHT = 64.0
"""Lucene's FeatureField takes query weights in (0, 64]; https://lucene.apache.org/core/9_12_0/core/org/apache/lucene/document/FeatureField.html."""

_SMALLEST = float(np.finfo(np.float32).tiny)  # what is smaller becomes 0 on the way, which is refused

MAX_CANDIDATES = 10_000
"""``k`` of a knn query, and ``index.max_result_window``."""

EF_SEARCH = 512
"""The least ``k`` of a dense search: the lucene engine keeps so many candidates when it searches its graph."""

SparseQuery = Literal["neural_sparse", "rank_feature"]
"""Two spellings of one Lucene query: the first needs the plugin neural-search, the second is always there."""


def weight_scale(query: SparseVector) -> float:
    """By what the query is multiplied so that no weight exceeds MAX_WEIGHT; scores are divided by it."""
    largest = float(query.values.max(initial=0.0))
    return 1.0 if largest <= MAX_WEIGHT else MAX_WEIGHT / largest


def sparse_query(field: str, query: SparseVector, kind: SparseQuery) -> dict[str, Any]:
    """The dot product with a ``rank_features`` field, whose keys are token ids, as a query.

    Args:
        field: The field's name.
        query: At least one weight; see :func:`weight_scale` for what they are multiplied with.
        kind: Which spelling.
    """
    scaled = np.minimum(query.values.astype(np.float64) * weight_scale(query), MAX_WEIGHT)  # the product may round up
    weights = {
        str(index): value
        for index, value in zip(query.indices.tolist(), scaled.tolist(), strict=True)
        if value >= _SMALLEST
    }
    if kind == "neural_sparse":
        return {"neural_sparse": {field: {"query_tokens": weights}}}
    return {
        "bool": {
            "should": [
                {"rank_feature": {"field": f"{field}.{token}", "linear": {}, "boost": weight}}
                for token, weight in weights.items()
            ]
        }
    }


def dense_query(field: str, query: DenseVector, limit: int, where: Query | None) -> dict[str, Any]:
    """The nearest neighbours of a vector, among the rows that match *where*, as a query."""
    knn: dict[str, Any] = {"vector": query.tolist(), "k": min(MAX_CANDIDATES, max(limit, EF_SEARCH))}
    if where is not None:
        knn["filter"] = where
    return {"knn": {field: knn}}


def dot_product(score: float) -> float:
    """The dot product behind a score of space type innerproduct: dot + 1 for dot >= 0, and 1 / (1 - dot) below.

    Source: https://docs.opensearch.org/latest/mappings/supported-field-types/knn-spaces/
    """
    return score - 1 if score >= 1 else 1 - 1 / score
