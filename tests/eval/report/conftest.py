"""A result that was made by hand, and the same with hostile texts wherever a text can be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hybrid_search.encoders.sparse_tools import Sparsity
from hybrid_search.eval.comparison.difference import Difference
from hybrid_search.eval.comparison.interval import Interval
from hybrid_search.eval.comparison.result import ComparisonResult
from hybrid_search.eval.comparison.row import Row
from hybrid_search.eval.comparison.side_by_side import ShownHit, Side, SideBySide
from hybrid_search.eval.comparison.sweep import WeightSweep
from hybrid_search.eval.cost.collection import CollectionCost
from hybrid_search.eval.cost.configuration import Cost, Latency
from hybrid_search.types import Truncation

ATTACK = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> | `code` **b** [a](javascript:alert(1)) \x1b[31m\n# h"
)


def row(name: str, values: tuple[float, float], latency: Latency | None, difference: Difference | None) -> Row:
    mean = sum(values) / 2
    return Row(
        name=name,
        description=f"{name}, candidates=100",
        run={"q1": {"a": 1.0}, "q2": {"b": 1.0}},
        per_query={"RR@10": dict(zip(("q1", "q2"), values, strict=True))},
        means={"RR@10": Interval(mean, mean - 0.1, mean + 0.1)},
        difference=difference,
        cost=None if latency is None else Cost({"total": latency}, 0.25),
        legs=None if latency is None else "sparse" if name == "sparse" else "dense" if name == "dense" else "both",
    )


@pytest.fixture
def result() -> ComparisonResult:
    hit = ShownHit(1, "a", "a text", 2, {"sparse": 1, "dense": 3}, (("oak", 1.5),))
    sizes = Sparsity(2, 0, 1.5, 1.5, 1, 2, 1.0, 1.0, 4, 0.625)
    better = Difference("dense", Interval(0.25, 0.125, 0.375), 0.01, 0.02, 1, 1, 0)
    worse = Difference("dense", Interval(-0.5, -0.75, -0.25), 0.0001, 0.0003, 0, 0, 2)
    return ComparisonResult(
        dataset={"name": "oaks", "sha256": "12ab"},
        index={"url": "memory://oaks", "encoder": "words"},
        queries={"q1": "what is an oak", "q2": "and a beech"},
        measures=("RR@10",),
        baseline="dense",
        rows=(
            row("sparse", (0.0, 0.0), Latency(4.0, 9.0), worse),
            row("dense", (0.5, 0.5), Latency(5.0, 12.0), None),
            row("hybrid", (1.0, 0.5), Latency(8.0, 20.0), better),
            row("elsewhere", (0.5, 0.5), None, replace(better, mean=Interval(0.0, 0.0, 0.0), p=1.0, p_holm=1.0)),
        ),
        alpha=0.05,
        created="2025-07-01T12:00:00+00:00",
        library="1.0",
        collection=CollectionCost(
            queries=sizes,
            documents=sizes,
            flops=0.75,
            index_bytes=1536,
            query_truncation=Truncation(),
            document_truncation=Truncation(texts=2, tokens=1_234),
        ),
        sweep=WeightSweep("RR@10", "min_max", ((0.0, Interval(0.5, 0.4, 0.6)), (1.0, Interval(0.0, 0.0, 0.0)))),
        drill_downs=(
            SideBySide("q1", "what is an oak", "RR@10", 1, Side("hybrid", 1.0, (hit,)), Side("dense", 0.5, ())),
        ),
    )


@pytest.fixture
def hostile(result: ComparisonResult) -> ComparisonResult:
    hit = ShownHit(1, ATTACK, ATTACK, None, {ATTACK: 1}, ((ATTACK, 1.0),))
    rows = tuple(
        replace(
            one,
            name=one.name if one.name in ("dense", "sparse") else f"{one.name} {ATTACK}",
            description=ATTACK,
        )
        for one in result.rows
    )
    name = rows[2].name
    return replace(
        result,
        dataset={"name": ATTACK, ATTACK: ATTACK},
        index={"encoder": ATTACK, ATTACK: ATTACK},
        queries={"q1": ATTACK, "q2": ATTACK},
        rows=rows,
        drill_downs=(SideBySide(ATTACK, ATTACK, "RR@10", 1, Side(name, 1.0, (hit,)), Side(ATTACK, 0.5, (hit,))),),
    )
