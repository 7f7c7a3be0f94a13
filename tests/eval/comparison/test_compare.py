"""Comparisons: what is retrieved once, what is measured, and who wins."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hybrid_search import RRF, HybridIndex, Native, Weighted
from hybrid_search.errors import InvalidInput, Unsupported
from hybrid_search.eval.comparison.compare import Comparison
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.interval import Interval
from hybrid_search.eval.measures import per_query
from tests.eval.comparison.conftest import QRELS, QUERIES, Small

SPARSE, DENSE = Configuration("sparse", legs="sparse"), Configuration("dense", legs="dense")
HYBRID = Configuration("hybrid", fusion=RRF(60))


def test_a_leg_and_a_fusion_equal_the_searches_of_the_index(index: HybridIndex, dataset: Small) -> None:
    weighted = Configuration("weighted", fusion=Weighted({"sparse": 0.3, "dense": 0.7}), candidates=4)
    result = Comparison(index, dataset, [SPARSE, DENSE, HYBRID, weighted], baseline="dense").run()
    for row, options in zip(
        result.rows,
        [{"legs": "sparse"}, {"legs": "dense"}, {"fusion": RRF(60)}, {"fusion": weighted.fusion, "candidates": 4}],
        strict=True,
    ):
        searched: dict[str, Any] = {id: index.search(text, k=4, **options) for id, text in QUERIES.items()}  # type: ignore[arg-type]  # a table of keyword arguments
        for query, found in searched.items():
            assert tuple(row.run[query])[:4] == found.ids


def test_twenty_fusions_cost_one_retrieval(index: HybridIndex, dataset: Small, searches: list[dict[str, Any]]) -> None:
    configurations = [Configuration(f"rrf {k}", fusion=RRF(k)) for k in range(1, 21)]
    Comparison(index, dataset, configurations, baseline="rrf 1", weights=11, drill_downs=0).run()
    assert len(searches) == 2 * len(QUERIES) + 1  # one that only warms up


def test_measures_are_those_of_ir_measures(index: HybridIndex, dataset: Small) -> None:
    result = Comparison(index, dataset, [SPARSE, DENSE], baseline="dense", measures=["RR@10", "R@100"]).run()
    row = result.row("sparse")
    assert row.per_query["RR@10"] == {"q1": 1.0, "q2": 0.0, "q3": 1.0}
    assert row.means["RR@10"].mean == pytest.approx(2 / 3)
    assert row.per_query["R@100"] == per_query(row.run, QRELS, "R@100")
    assert result.measure == "RR@10"


def test_each_row_is_held_against_the_baseline(index: HybridIndex, dataset: Small) -> None:
    result = Comparison(index, dataset, [DENSE, SPARSE], baseline="dense", measures=["R@100"]).run()
    assert result.row("dense").difference is None
    difference = result.row("sparse").difference
    assert difference is not None
    assert (difference.wins, difference.ties, difference.losses) == (0, 2, 1)
    assert result.winner is None
    assert result.verdict().startswith("sparse is not significantly better than dense: -33.3 points of R@100")


def test_a_run_from_elsewhere_is_compared_as_well(index: HybridIndex, dataset: Small) -> None:
    perfect = {query: {id: float(grade) for id, grade in judged.items()} for query, judged in QRELS.items()}
    result = Comparison(index, dataset, [SPARSE], baseline="sparse", runs={"oracle": perfect}, alpha=0.9).run()
    row = result.row("oracle")
    assert row.means["nDCG@10"].mean == pytest.approx(1.0)
    assert (row.cost, row.description) == (None, "a run handed in")


def test_a_winner_is_named(index: HybridIndex, dataset: Small) -> None:
    perfect = {query: {id: float(grade) for id, grade in judged.items()} for query, judged in QRELS.items()}
    nothing: dict[str, dict[str, float]] = {query: {} for query in QUERIES}
    result = Comparison(
        index, dataset, [], baseline="nothing", runs={"nothing": nothing, "oracle": perfect}, alpha=0.3
    ).run()
    assert result.winner is result.row("oracle")
    # Three queries of difference 1: p = 2 / 8.
    assert result.verdict() == (
        "oracle is significantly better than nothing: +100.0 points of nDCG@10 (+100.0 to +100.0), p = 0.250"
    )


def test_a_row_with_a_higher_mean_that_is_not_significant_does_not_stand_before_the_winner(
    index: HybridIndex, dataset: Small
) -> None:
    perfect = {query: {id: float(grade) for id, grade in judged.items()} for query, judged in QRELS.items()}
    nothing: dict[str, dict[str, float]] = {query: {} for query in QUERIES}
    result = Comparison(
        index, dataset, [], baseline="nothing", runs={"nothing": nothing, "oracle": perfect}, alpha=0.3
    ).run()
    oracle = result.row("oracle")
    assert oracle.difference is not None
    higher = replace(
        oracle,
        name="higher",
        means={name: Interval(2.0, 2.0, 2.0) for name in oracle.means},
        difference=replace(oracle.difference, p_holm=0.9),
    )
    both = replace(result, rows=(*result.rows, higher))
    assert both.best is both.winner is oracle
    assert both.verdict().startswith("oracle is significantly better")


def test_a_loser_is_named(index: HybridIndex, dataset: Small) -> None:
    perfect = {query: {id: float(grade) for id, grade in judged.items()} for query, judged in QRELS.items()}
    runs: dict[str, dict[str, dict[str, float]]] = {"oracle": perfect, "nothing": {query: {} for query in QUERIES}}
    result = Comparison(index, dataset, [], baseline="oracle", runs=runs, alpha=0.3).run()
    assert result.winner is None
    assert result.verdict().startswith("nothing is significantly worse than oracle: -100.0 points")


def test_rerankers_search_by_themselves(index: HybridIndex, dataset: Small) -> None:
    class Shortest:
        score_kind = "shortness"

        def score(self, query: str, hits: Any) -> list[float]:
            return [-len(hit.text) for hit in hits]

    result = Comparison(
        index, dataset, [DENSE, Configuration("short", reranker=Shortest(), depth=6)], baseline="dense"
    ).run()
    assert next(iter(result.row("short").run["q2"])) == "c2"
    cost = result.row("short").cost
    assert cost is not None
    assert "rerank" in cost.latency_ms


def test_costs_have_stages_and_the_overlap_of_the_legs(index: HybridIndex, dataset: Small) -> None:
    result = Comparison(index, dataset, [DENSE, HYBRID], baseline="dense").run()
    dense, hybrid = result.row("dense").cost, result.row("hybrid").cost
    assert dense is not None
    assert hybrid is not None
    assert dense.overlap is None
    # The dense leg returns all six; the sparse one p1 and p2, c1, and t2.
    assert hybrid.overlap == pytest.approx((2 / 6 + 1 / 6 + 1 / 6) / 3)
    assert {"encode", "legs", "fuse", "total"} <= set(hybrid.latency_ms)
    assert hybrid.latency_ms["total"].p50 <= hybrid.latency_ms["total"].p95


def test_what_was_compared_is_recorded(index: HybridIndex, dataset: Small) -> None:
    result = Comparison(index, dataset, [Configuration("default")], baseline="default").run()
    assert result.dataset == {"kind": "test", "name": "small"}
    assert result.index["encoder"] == "words"
    assert result.index["documents"] == "6"
    assert result.rows[0].description == "RRF(k=60) (the encoder's), candidates=100"


def test_a_fusion_that_the_backend_does_not_have_is_said_to_be_missing(index: HybridIndex, dataset: Small) -> None:
    with pytest.raises(Unsupported):
        Comparison(index, dataset, [Configuration("native", fusion=Native.rrf())], baseline="native").run()


def test_progress_is_told(index: HybridIndex, dataset: Small) -> None:
    told: list[tuple[str, int, int]] = []
    Comparison(index, dataset, [SPARSE], baseline="sparse").run(lambda *step: told.append(step))
    assert told == [("retrieving", 0, 3), ("retrieving", 1, 3), ("retrieving", 2, 3), ("retrieving", 3, 3)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"baseline": "absent"}, "'absent' is none of dense, sparse"),
        ({"configurations": [DENSE, DENSE]}, "a name comes twice"),
        ({"runs": {"dense": {}}}, "a name comes twice"),
        ({"measures": []}, "must be a list of names"),
        ({"measures": "nDCG@10"}, "must be a list of names"),
        ({"alpha": 1.0}, "between 0 and 1"),
        ({"weights": 1}, "weights=1; a sweep needs the two weights"),
    ],
)
def test_bad_arguments(index: HybridIndex, dataset: Small, change: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {"configurations": [DENSE, SPARSE], "baseline": "dense"} | change
    with pytest.raises(InvalidInput, match=message):
        Comparison(index, dataset, **arguments)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"runs": {"other": {"1": {"p1": 1.0}}}}, "run 'other' has none of the 3 judged queries"),
        ({"measures": ["nDCG@10", "alpha_nDCG@10"]}, "measure alpha_nDCG@10 cannot be computed"),
        ({"measures": ["ERR@20"]}, "measure ERR@20 cannot be computed"),  # it wants numbers as query ids
    ],
)
def test_what_cannot_be_measured_is_told_before_anything_is_searched(
    index: HybridIndex, dataset: Small, change: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "search", lambda *_, **__: pytest.fail("searched"))
    with pytest.raises(InvalidInput, match=message):
        Comparison(index, dataset, [DENSE, SPARSE], baseline="dense", **change).run()


def test_a_measure_that_looks_deeper_has_a_deeper_sweep(
    index: HybridIndex, dataset: Small, searches: list[dict[str, Any]]
) -> None:
    Comparison(index, dataset, [DENSE], baseline="dense", measures=["R@200"], weights=2, drill_downs=0).run()
    assert {options["k"] for options in searches} == {1, 200}  # 1 is the search that only warms up


def test_a_dataset_without_judged_queries(index: HybridIndex) -> None:
    class Unjudged(Small):
        def queries(self) -> dict[str, str]:
            return {}

    with pytest.raises(InvalidInput, match="small: no query has judgements"):
        Comparison(index, Unjudged(), [DENSE], baseline="dense").run()
