"""Evaluation: test collections, runs and measures."""

from hybrid_search.eval.beir import BeirFolder
from hybrid_search.eval.measures import mean_measures
from hybrid_search.eval.run import Qrels, Run, run_of

__all__ = ["BeirFolder", "Qrels", "Run", "mean_measures", "run_of"]
