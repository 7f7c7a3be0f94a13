"""The weight of the sparse leg from 0 to 1."""

from __future__ import annotations

import pytest

from hybrid_search import HybridIndex, MinMax, Weighted
from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.compare import Comparison
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.interval import Interval
from hybrid_search.eval.comparison.sweep import WeightSweep, weight_sweep
from tests.eval.comparison.conftest import Small


def test_each_point_is_what_that_weight_gives(index: HybridIndex, dataset: Small) -> None:
    sweep = weight_sweep(index, dataset, weights=3, measure="RR@10", normalizer=MinMax())
    assert [weight for weight, _ in sweep.points] == [0.0, 0.5, 1.0]
    half = Configuration("half", fusion=Weighted({"sparse": 0.5, "dense": 0.5}, MinMax()))
    result = Comparison(index, dataset, [half], baseline="half", measures=["RR@10"]).run()
    assert sweep.points[1][1] == result.row("half").means["RR@10"]
    assert (sweep.measure, sweep.normalizer) == ("RR@10", "min_max")


def test_a_comparison_sweeps_beside_its_rows(index: HybridIndex, dataset: Small) -> None:
    dense = Configuration("dense", legs="dense", candidates=6)
    result = Comparison(index, dataset, [dense], baseline="dense", weights=11).run()
    assert result.sweep == weight_sweep(index, dataset)
    assert [row.name for row in result.rows] == ["dense"]


def test_of_equal_means_the_lowest_weight_is_the_best() -> None:
    low, high = Interval(0.1, 0.0, 0.2), Interval(0.5, 0.4, 0.6)
    assert WeightSweep("RR@10", "min_max", ((0.0, low), (0.5, high), (1.0, high))).best == (0.5, high)


def test_one_weight_is_no_sweep(index: HybridIndex, dataset: Small) -> None:
    with pytest.raises(InvalidInput, match="at least the two weights 0 and 1"):
        weight_sweep(index, dataset, weights=1)
