"""Measures, by ir_measures and under its names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from subprocess import SubprocessError
from typing import Any

from hybrid_search.errors import InvalidInput, MissingExtra
from hybrid_search.eval.runs.run import Qrels, Run
from hybrid_search.types import shorten

_TRIAL: Mapping[str, Mapping[str, int]] = {"1": {"1": 1}}
"""The ids are numbers, since one of the programs behind ir_measures reads no other ones."""


def mean_measures(run: Run, qrels: Qrels, measures: Sequence[str]) -> dict[str, float]:
    """The mean of each measure over the judged queries; a judged query that the run lacks counts as 0.

    Args:
        run: What was retrieved.
        qrels: What is relevant, graded.
        measures: Names as ir_measures reads them: "nDCG@10", "RR@10", "AP@100", "R@100".

    Raises:
        InvalidInput: for a name that ir_measures does not have, or a measure that it cannot compute.
        MissingExtra: without the extra ``eval``.
    """
    ir_measures = _ir_measures("mean_measures")
    parsed = parse(measures)
    with _computing(", ".join(measures)):
        means = ir_measures.calc_aggregate(parsed, qrels, _scored(run))
    return {name: float(means[measure]) for name, measure in zip(measures, parsed, strict=True)}


def per_query(run: Run, qrels: Qrels, measure: str) -> dict[str, float]:
    """The measure of each judged query, in the order of *qrels*; a query that the run lacks counts as 0.

    Args:
        run: What was retrieved.
        qrels: What is relevant, graded.
        measure: A name as ir_measures reads it: "nDCG@10".

    Raises:
        InvalidInput: for a name that ir_measures does not have, or a measure that it cannot compute.
        MissingExtra: without the extra ``eval``.
    """
    ir_measures = _ir_measures("per_query")
    parsed = _parsed(measure)
    with _computing(measure):
        found = {one.query_id: one.value for one in ir_measures.iter_calc([parsed], qrels, _scored(run))}
    return {query: float(found.get(query, 0.0)) for query in qrels}


def parse(measures: Sequence[str]) -> list[Any]:
    """The measures as objects of ir_measures, each tried on one judgement.

    Raises:
        InvalidInput: for a name that it does not have, or a measure that it cannot compute.
        MissingExtra: without the extra ``eval``.
    """
    ir_measures = _ir_measures("measures")
    parsed = [_parsed(name) for name in measures]
    for name, measure in zip(measures, parsed, strict=True):
        with _computing(name):  # some names need a parameter, or a package that is not there
            list(ir_measures.iter_calc([measure], _TRIAL, {"1": {"1": 1.0}}))
    return parsed


def cutoff(measure: str) -> int:
    """How many hits a measure looks at; 0 if all.

    Raises:
        InvalidInput: for a name that ir_measures does not have.
        MissingExtra: without the extra ``eval``.
    """
    return int(_parsed(measure).params.get("cutoff", 0))


def _parsed(name: str) -> Any:
    ir_measures = _ir_measures("measures")
    try:
        parsed = ir_measures.parse_measure(name)
    except (NameError, ValueError, TypeError, SyntaxError) as error:
        raise InvalidInput(
            f"measure {shorten(repr(name))} is not one of ir_measures ({error}); write for instance nDCG@10, RR@10 "
            "or AP@100"
        ) from None
    depth = parsed.params.get("cutoff", 1)
    if isinstance(depth, int) and depth < 1:  # trec_eval, which computes it, would end the process
        raise InvalidInput(f"measure {shorten(repr(name))}: the number of hits after @ must be at least 1")
    return parsed


def _scored(run: Run) -> Run:
    """Without the queries for which nothing was found, which some of the measures cannot divide by."""
    return {query: {id: float(score) for id, score in found.items()} for query, found in run.items() if found}


@contextmanager
def _computing(names: str) -> Iterator[None]:
    try:
        yield
    except (
        ArithmeticError,
        AssertionError,
        LookupError,
        RuntimeError,
        SubprocessError,
        TypeError,
        ValueError,
    ) as error:
        raise InvalidInput(
            f"measure {shorten(names)} cannot be computed by ir_measures here ({' '.join(str(error).split())}); leave "
            "it out, or give it the parameter or the package that it needs"
        ) from error


def _ir_measures(caller: str) -> Any:
    try:
        import ir_measures  # noqa: PLC0415  # an optional package, imported where it is needed
    except ImportError as error:
        raise MissingExtra(caller, "ir_measures", "eval") from error
    return ir_measures
