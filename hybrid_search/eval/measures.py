"""Measures, by ir_measures and under its names."""

from __future__ import annotations

from collections.abc import Sequence

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
    try:
        import ir_measures  # noqa: PLC0415  # an optional package, imported where it is needed
    except ImportError as error:
        raise MissingExtra("mean_measures", "ir_measures", "eval") from error
    parsed = [ir_measures.parse_measure(name) for name in measures]
    means = ir_measures.calc_aggregate(parsed, qrels, run)
    return {name: float(means[measure]) for name, measure in zip(measures, parsed, strict=True)}
