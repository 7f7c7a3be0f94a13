"""Measures, by ir_measures and under its names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hybrid_search.errors import InvalidInput, MissingExtra
from hybrid_search.eval.runs.run import Qrels, Run
from hybrid_search.types import shorten


def mean_measures(run: Run, qrels: Qrels, measures: Sequence[str]) -> dict[str, float]:
    """The mean of each measure over the judged queries; a judged query that the run lacks counts as 0.

    Args:
        run: What was retrieved.
        qrels: What is relevant, graded.
        measures: Names as ir_measures reads them: "nDCG@10", "RR@10", "AP@100", "R@100".

    Raises:
        InvalidInput: for a name that ir_measures does not have.
        MissingExtra: without the extra ``eval``.
    """
    ir_measures = _ir_measures("mean_measures")
    parsed = parse(measures)
    means = ir_measures.calc_aggregate(parsed, qrels, run)
    return {name: float(means[measure]) for name, measure in zip(measures, parsed, strict=True)}


def per_query(run: Run, qrels: Qrels, measure: str) -> dict[str, float]:
    """The measure of each judged query, in the order of *qrels*; a query that the run lacks counts as 0.

    Args:
        run: What was retrieved.
        qrels: What is relevant, graded.
        measure: A name as ir_measures reads it: "nDCG@10".

    Raises:
        InvalidInput: for a name that ir_measures does not have.
        MissingExtra: without the extra ``eval``.
    """
    ir_measures = _ir_measures("per_query")
    found = {one.query_id: one.value for one in ir_measures.iter_calc(parse([measure]), qrels, run)}
    return {query: float(found.get(query, 0.0)) for query in qrels}


def parse(measures: Sequence[str]) -> list[Any]:
    """The measures as objects of ir_measures.

    Raises:
        InvalidInput: for a name that it does not have.
        MissingExtra: without the extra ``eval``.
    """
    ir_measures = _ir_measures("measures")
    parsed = []
    for name in measures:
        try:
            parsed.append(ir_measures.parse_measure(name))
        except (NameError, ValueError, TypeError, SyntaxError) as error:
            raise InvalidInput(
                f"measure {shorten(repr(name))} is not one of ir_measures ({error}); write for instance nDCG@10, RR@10 "
                "or AP@100"
            ) from None
    return parsed


def _ir_measures(caller: str) -> Any:
    try:
        import ir_measures  # noqa: PLC0415  # an optional package, imported where it is needed
    except ImportError as error:
        raise MissingExtra(caller, "ir_measures", "eval") from error
    return ir_measures
