"""Measures, by ir_measures and under its names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hybrid_search.errors import MissingExtra
from hybrid_search.eval.run import Qrels, Run


def mean_measures(run: Run, qrels: Qrels, measures: Sequence[str]) -> dict[str, float]:
    """The mean of each measure over the judged queries; a judged query that the run lacks counts as 0.

    Args:
        run: What was retrieved.
        qrels: What is relevant, graded.
        measures: Names as ir_measures reads them: "nDCG@10", "RR@10", "AP@100", "R@100".

    Raises:
        MissingExtra: without the extra ``eval``.
    """
    ir_measures = _ir_measures("mean_measures")
    parsed = [ir_measures.parse_measure(name) for name in measures]
    means = ir_measures.calc_aggregate(parsed, qrels, run)
    return {name: float(means[measure]) for name, measure in zip(measures, parsed, strict=True)}


def per_query(run: Run, qrels: Qrels, measure: str) -> dict[str, float]:
    """The measure of each judged query, in the order of *qrels*; a query that the run lacks counts as 0.

    Args:
        run: What was retrieved.
        qrels: What is relevant, graded.
        measure: A name as ir_measures reads it: "nDCG@10".

    Raises:
        MissingExtra: without the extra ``eval``.
    """
    ir_measures = _ir_measures("per_query")
    found = {one.query_id: one.value for one in ir_measures.iter_calc([ir_measures.parse_measure(measure)], qrels, run)}
    return {query: float(found.get(query, 0.0)) for query in qrels}


def _ir_measures(caller: str) -> Any:
    try:
        import ir_measures  # noqa: PLC0415  # an optional package, imported where it is needed
    except ImportError as error:
        raise MissingExtra(caller, "ir_measures", "eval") from error
    return ir_measures
