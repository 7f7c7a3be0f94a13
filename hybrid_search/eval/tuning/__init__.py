"""Tuning: which setting is best, and whether it is better than the default on queries that did not choose it."""

from hybrid_search.eval.tuning.grid import Grid
from hybrid_search.eval.tuning.result import Choice, TuningResult
from hybrid_search.eval.tuning.tune import tune

__all__ = ["Choice", "Grid", "TuningResult", "tune"]
