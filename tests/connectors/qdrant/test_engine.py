"""Native fusion on the Qdrant engine itself: the formulas that the connector names are those that run."""

from __future__ import annotations

from statistics import mean, stdev
from typing import Any

import pytest
import qdrant_edge as engine

from hybrid_search.types import Native
from tests.connectors.contract.test_qdrant import weighted_ranks

SPARSE = {1: 8.0, 2: 4.0, 3: 2.0}
DENSE = {4: 1.0, 2: 0.8, 1: 0.6, 3: 0.28, 5: -0.6}
WEIGHTS = {"sparse": 0.3, "dense": 0.7}


@pytest.fixture(scope="module")
def shard(tmp_path_factory: pytest.TempPathFactory) -> Any:
    shard = engine.EdgeShard.create(
        str(tmp_path_factory.mktemp("engine")),
        engine.EdgeConfig(
            vectors={"dense": engine.EdgeVectorParams(2, engine.Distance.Cosine)},
            sparse_vectors={"sparse": engine.EdgeSparseVectorParams()},
        ),
    )
    points = []
    for id, cosine in DENSE.items():
        vectors: dict[str, Any] = {"dense": [cosine, (1 - cosine**2) ** 0.5]}
        if id in SPARSE:
            vectors["sparse"] = engine.SparseVector([7], [SPARSE[id]])
        points.append(engine.Point(id, vectors, {}))
    shard.update(engine.UpdateOperation.upsert_points(points))
    return shard


def fused(shard: Any, query: Any) -> dict[int, float]:
    prefetches = [
        engine.Prefetch(limit=10, query=engine.Query.Nearest(engine.SparseVector([7], [1.0]), using="sparse")),
        engine.Prefetch(limit=10, query=engine.Query.Nearest([1.0, 0.0], using="dense")),
    ]
    found = shard.query(engine.QueryRequest(limit=10, query=query, prefetches=prefetches))
    return {point.id: point.score for point in found}


def test_a_weight_of_rank_fusion_divides_the_rank(shard: Any) -> None:
    found = fused(shard, engine.Fusion.Rrf(k=61, weights=list(WEIGHTS.values())))
    sparse, dense = ({str(id): score for id, score in leg.items()} for leg in (SPARSE, DENSE))
    expected = weighted_ranks(Native.rrf(60, WEIGHTS), sparse, dense)
    assert expected is not None
    assert found == {int(id): pytest.approx(score, rel=1e-5) for id, score in expected.items()}


def test_rank_fusion_counts_from_0(shard: Any) -> None:
    found = fused(shard, engine.Fusion.Rrf(k=61))
    assert found[1] == pytest.approx(1 / (60 + 1) + 1 / (60 + 3), rel=1e-5)
    assert found[4] == pytest.approx(1 / (60 + 1), rel=1e-5)


def test_a_linear_fusion_adds_the_scores_as_they_are(shard: Any) -> None:
    scores = [f"$score[{place}]" for place in range(2)]
    terms = [
        engine.Expression.Mult([engine.Expression.Constant(weight), engine.Expression.Variable(score)])
        for weight, score in zip(WEIGHTS.values(), scores, strict=True)
    ]
    found = fused(shard, engine.Formula(engine.Expression.Sum(terms), dict.fromkeys(scores, 0.0)))
    expected = {id: 0.3 * SPARSE.get(id, 0.0) + 0.7 * cosine for id, cosine in DENSE.items()}
    assert found == {id: pytest.approx(score, rel=1e-5) for id, score in expected.items()}


def test_distribution_based_fusion_places_scores_within_three_deviations(shard: Any) -> None:
    found = fused(shard, engine.Fusion.Dbsf())
    center, deviation = mean(DENSE.values()), stdev(DENSE.values())
    assert found[4] == pytest.approx((1.0 - center + 3 * deviation) / (6 * deviation), rel=1e-5)
