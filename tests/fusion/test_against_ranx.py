"""The fusions and normalisers that ranx has too give the numbers that ranx gives.

ranx runs in a process of its own, where its functions are not compiled: that is the same Python code, without a minute
of compilation, and without numba's warnings and settings in the process of the other tests.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from typing import Any

import pytest

from hybrid_search.fusion import (
    RRF,
    CombMNZ,
    CombSUM,
    Fusion,
    MinMax,
    NoNormalization,
    TheoreticalMinMax,
    Weighted,
    ZScore,
)
from hybrid_search.types import Leg

pytest.importorskip("ranx")

WEIGHTS = {"dense": 0.3, "sparse": 0.7}
WSUM = {"method": "wsum", "params": {"weights": [0.3, 0.7]}}

CASES: dict[str, tuple[Fusion, dict[str, Any]]] = {
    "rrf, k=60": (RRF(), {"norm": None, "method": "rrf", "params": {"k": 60}}),
    "rrf, k=1": (RRF(k=1), {"norm": None, "method": "rrf", "params": {"k": 1}}),
    "sum of raw scores": (CombSUM(NoNormalization()), {"norm": None, "method": "sum"}),
    "sum, min-max": (CombSUM(MinMax()), {"norm": "min-max", "method": "sum"}),
    "sum, max": (CombSUM(TheoreticalMinMax()), {"norm": "max", "method": "sum"}),
    "sum, zmuv": (CombSUM(ZScore("mean")), {"norm": "zmuv", "method": "sum"}),
    "mnz, min-max": (CombMNZ(MinMax()), {"norm": "min-max", "method": "mnz"}),
    "mnz, zmuv": (CombMNZ(ZScore("mean")), {"norm": "zmuv", "method": "mnz"}),
    "wsum of raw scores": (Weighted(WEIGHTS, NoNormalization()), {"norm": None, **WSUM}),
    "wsum, min-max": (Weighted(WEIGHTS, MinMax()), {"norm": "min-max", **WSUM}),
    "wsum, max": (Weighted(WEIGHTS, TheoreticalMinMax()), {"norm": "max", **WSUM}),
    "wsum, zmuv": (Weighted(WEIGHTS, ZScore("mean")), {"norm": "zmuv", **WSUM}),
}

RANX = """
import json, sys
from ranx import Run, fuse
task = json.load(sys.stdin)
runs = [Run(task["dense"]), Run(task["sparse"])]
fused = {name: fuse(runs, **options).to_dict() for name, options in task["cases"].items()}
json.dump(fused, sys.stdout)
"""


def _queries() -> dict[str, tuple[dict[str, float], dict[str, float]]]:
    """Forty pairs of legs of 2 to 30 hits, overlapping by chance. ranx breaks ties otherwise, so there are none."""
    rng = random.Random(42)

    def found(low: float, high: float) -> dict[str, float]:
        return {f"d{number}": rng.uniform(low, high) for number in rng.sample(range(40), rng.randint(2, 30))}

    return {f"q{number}": (found(0.1, 0.9), found(1.0, 40.0)) for number in range(40)}


@pytest.fixture(scope="module")
def queries() -> dict[str, tuple[dict[str, float], dict[str, float]]]:
    return _queries()


@pytest.fixture(scope="module")
def answers(queries: dict[str, tuple[dict[str, float], dict[str, float]]]) -> Any:
    """Case to query to id to score."""
    task = {
        "dense": {query: legs[0] for query, legs in queries.items()},
        "sparse": {query: legs[1] for query, legs in queries.items()},
        "cases": {name: options for name, (_, options) in CASES.items()},
    }
    process = subprocess.run(
        [sys.executable, "-c", RANX],
        input=json.dumps(task),
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(process.stdout)


@pytest.mark.parametrize("case", CASES)
def test_scores_are_those_of_ranx(
    case: str, queries: dict[str, tuple[dict[str, float], dict[str, float]]], answers: Any
) -> None:
    fusion, _ = CASES[case]
    for query, (dense, sparse) in queries.items():
        fused = fusion.fuse([Leg.ranked("dense", dense.items(), "cosine"), Leg.ranked("sparse", sparse.items(), "dot")])
        ours = dict(zip(fused.ids, fused.scores, strict=True))
        assert ours == pytest.approx(answers[case][query], rel=1e-9, abs=1e-9)
