"""Evaluation: test collections, runs, measures, and comparisons of configurations."""

from hybrid_search.eval.comparison.compare import Comparison
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.difference import Difference
from hybrid_search.eval.comparison.interval import Interval
from hybrid_search.eval.comparison.query_difference import QueryDifference
from hybrid_search.eval.comparison.result import ComparisonResult
from hybrid_search.eval.comparison.row import Row
from hybrid_search.eval.comparison.side_by_side import SideBySide
from hybrid_search.eval.comparison.sweep import WeightSweep, weight_sweep
from hybrid_search.eval.cost.collection import CollectionCost, collection_cost
from hybrid_search.eval.dataset import Dataset
from hybrid_search.eval.datasets.beir import BeirFolder
from hybrid_search.eval.datasets.check import check_dataset
from hybrid_search.eval.datasets.hub import HubDataset
from hybrid_search.eval.datasets.jsonl import JsonlDataset
from hybrid_search.eval.datasets.open import open_dataset
from hybrid_search.eval.datasets.pairs import Pairs
from hybrid_search.eval.datasets.trec import TrecCollection
from hybrid_search.eval.golden import (
    Golden,
    GoldenReport,
    MustFind,
    check_golden,
    freeze_golden,
    read_golden,
    write_golden,
)
from hybrid_search.eval.measures import mean_measures, per_query
from hybrid_search.eval.runs.bm25 import bm25_run
from hybrid_search.eval.runs.run import Qrels, Run, run_of
from hybrid_search.eval.runs.trec_file import read_qrels, read_run, write_qrels, write_run
from hybrid_search.eval.tuning import Grid, TuningResult, tune

__all__ = [
    "BeirFolder",
    "CollectionCost",
    "Comparison",
    "ComparisonResult",
    "Configuration",
    "Dataset",
    "Difference",
    "Golden",
    "GoldenReport",
    "Grid",
    "HubDataset",
    "Interval",
    "JsonlDataset",
    "MustFind",
    "Pairs",
    "Qrels",
    "QueryDifference",
    "Row",
    "Run",
    "SideBySide",
    "TrecCollection",
    "TuningResult",
    "WeightSweep",
    "bm25_run",
    "check_dataset",
    "check_golden",
    "collection_cost",
    "freeze_golden",
    "mean_measures",
    "open_dataset",
    "per_query",
    "read_golden",
    "read_qrels",
    "read_run",
    "run_of",
    "tune",
    "weight_sweep",
    "write_golden",
    "write_qrels",
    "write_run",
]
