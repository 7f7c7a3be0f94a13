"""DBSF is Qdrant's, and RRF(k) is Qdrant's with k + 1: compared with the engine itself."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import qdrant_edge as engine

from hybrid_search.fusion import DBSF, RRF, Fusion
from hybrid_search.types import Leg


def _fused_by_qdrant(folder: Path, legs: dict[str, dict[int, float]], fusion: Any) -> dict[str, float]:
    """Each leg is a vector of one dimension, so that its product with the query 1.0 is the score."""
    vectors = {name: engine.EdgeVectorParams(size=1, distance=engine.Distance.Dot) for name in legs}
    shard = engine.EdgeShard.create(str(folder), engine.EdgeConfig(vectors=vectors))
    ids = sorted({id for scores in legs.values() for id in scores})
    points = [engine.Point(id, {name: [scores[id]] for name, scores in legs.items() if id in scores}, {}) for id in ids]
    shard.update(engine.UpdateOperation.upsert_points(points))
    prefetches = [engine.Prefetch(limit=100, query=engine.Query.Nearest([1.0], using=name)) for name in legs]
    found = shard.query(engine.QueryRequest(limit=100, query=fusion, prefetches=prefetches))
    shard.close()
    return {str(point.id): point.score for point in found}


@pytest.mark.parametrize(
    ("fusion", "theirs"),
    [(DBSF(), engine.Fusion.Dbsf()), (RRF(k=60), engine.Fusion.Rrf(k=61)), (RRF(k=1), engine.Fusion.Rrf(k=2))],
    ids=str,
)
@pytest.mark.parametrize("hits", [1, 2, 30])
def test_scores_are_those_of_qdrant(fusion: Fusion, theirs: Any, hits: int, tmp_path: Path) -> None:
    rng = random.Random(hits)
    legs = {
        "dense": {id: rng.uniform(0.1, 0.9) for id in rng.sample(range(1, 50), hits)},
        "sparse": {id: rng.uniform(1.0, 40.0) for id in rng.sample(range(1, 50), hits)},
    }
    fused = fusion.fuse(
        [Leg.ranked(name, [(str(id), score) for id, score in scores.items()], "dot") for name, scores in legs.items()]
    )
    ours = dict(zip(fused.ids, fused.scores, strict=True))
    assert ours == pytest.approx(_fused_by_qdrant(tmp_path, legs, theirs), rel=1e-5)
