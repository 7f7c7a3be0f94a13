"""Evaluation: test collections, runs and measures."""

from hybrid_search.eval.beir import BeirFolder
from hybrid_search.eval.measures import mean_measures, per_query
from hybrid_search.eval.run import Qrels, Run, run_of

__all__ = ["BeirFolder", "Qrels", "Run", "mean_measures", "per_query", "run_of"]
