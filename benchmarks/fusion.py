"""How long fusing two legs of 100 hits takes here and in ranx: ``python benchmarks/fusion.py [TURNS]``.

Half of each leg is in the other one. Both libraries fuse the same lists, one query per call, in turns of ten calls
within one process, so that what else the machine does hits both alike; the table gives medians over the turns. "ready"
starts from Leg and Run objects, "with building" from the ids and scores as a backend returned them. ranx runs its
compiled code, warmed up before the clock starts. Both rankings are compared before anything is timed.
"""

from __future__ import annotations

import random
import sys
import warnings
from collections.abc import Callable
from functools import partial
from math import isclose
from statistics import median
from timeit import timeit
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # numba warns about casts in ranx while it compiles
    import ranx

from hybrid_search.fusion import RRF, Fused, Fusion, MinMax, TheoreticalMinMax, Weighted
from hybrid_search.types import Leg

HITS = 100
SHARED = 50
CALLS = 10
WEIGHTS = {"dense": 0.5, "sparse": 0.5}
Scores = dict[str, float]

CASES: tuple[tuple[str, Fusion, dict[str, Any]], ...] = (
    ("RRF(k=60)", RRF(k=60), {"norm": None, "method": "rrf", "params": {"k": 60}}),
    (
        "Weighted, score / best",
        Weighted(WEIGHTS, TheoreticalMinMax()),
        {"norm": "max", "method": "wsum", "params": {"weights": [0.5, 0.5]}},
    ),
    (
        "Weighted, min-max",
        Weighted(WEIGHTS, MinMax()),
        {"norm": "min-max", "method": "wsum", "params": {"weights": [0.5, 0.5]}},
    ),
)


def main(turns: int) -> None:
    rng = random.Random(7)
    dense = {f"document-{number}": rng.uniform(0.3, 0.8) for number in range(HITS)}
    sparse = {f"document-{number}": rng.uniform(5, 30) for number in range(HITS - SHARED, 2 * HITS - SHARED)}
    legs, runs = build_legs(dense, sparse), build_runs(dense, sparse)

    print(f"Two legs of {HITS} hits, {SHARED} of them shared; medians of {turns} turns, microseconds per query\n")
    print(f"{'':24}{'ready':^29}{'with building':^29}")
    print(f"{'':24}{'here':>9}{'ranx':>10}{'ratio':>10}{'here':>9}{'ranx':>10}{'ratio':>10}")
    for name, fusion, options in CASES:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # as above: the first call compiles
            check_equal(fusion.fuse(legs), ranx.fuse(runs, **options).to_dict()["q"])
        ours, theirs = medians(turns, partial(fusion.fuse, legs), partial(ranx.fuse, runs, **options))
        ours_built, theirs_built = medians(
            turns, partial(build_and_fuse, fusion, dense, sparse), partial(build_and_ranx, options, dense, sparse)
        )
        print(f"{name:24}{row(ours, theirs)}{row(ours_built, theirs_built)}")


def row(ours: float, theirs: float) -> str:
    return f"{1e6 * ours:9.0f}{1e6 * theirs:10.0f}{theirs / ours:9.1f}x"


def build_and_fuse(fusion: Fusion, dense: Scores, sparse: Scores) -> Fused:
    return fusion.fuse(build_legs(dense, sparse))


def build_and_ranx(options: dict[str, Any], dense: Scores, sparse: Scores) -> object:
    return ranx.fuse(build_runs(dense, sparse), **options)


def build_legs(dense: Scores, sparse: Scores) -> list[Leg]:
    return [Leg.ranked("dense", dense.items(), "cosine"), Leg.ranked("sparse", sparse.items(), "dot")]


def build_runs(dense: Scores, sparse: Scores) -> list[Any]:
    return [ranx.Run({"q": dense}), ranx.Run({"q": sparse})]


def check_equal(ours: Fused, theirs: Scores) -> None:
    if ours.ids != tuple(sorted(theirs, key=lambda one: (-theirs[one], one))):
        sys.exit("the two libraries rank differently")
    if not all(isclose(score, theirs[one], rel_tol=1e-9) for one, score in zip(ours.ids, ours.scores, strict=True)):
        sys.exit("the two libraries score differently")


def medians(turns: int, *functions: Callable[[], object]) -> list[float]:
    """The median seconds per call of each function, in turns of several calls each."""
    seconds: list[list[float]] = [[] for _ in functions]
    for _ in range(turns):
        for function, measured in zip(functions, seconds, strict=True):
            function()  # what the other library left in the caches is not timed
            measured.append(timeit(function, number=CALLS) / CALLS)
    return [median(measured) for measured in seconds]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
