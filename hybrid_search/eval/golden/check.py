"""Holding an index against golden queries."""

from __future__ import annotations

import math

from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.difference import difference
from hybrid_search.eval.comparison.interval import Interval
from hybrid_search.eval.comparison.legs import Step
from hybrid_search.eval.comparison.query_difference import query_differences
from hybrid_search.eval.comparison.searched import search_alone
from hybrid_search.eval.golden.changes import changes
from hybrid_search.eval.golden.golden import Golden
from hybrid_search.eval.golden.report import Compared, GoldenReport
from hybrid_search.eval.golden.searched_must import search_must_find
from hybrid_search.eval.measures import parse, per_query
from hybrid_search.index import HybridIndex

TOLERANCE = 0.01


def check_golden(
    index: HybridIndex,
    golden: Golden,
    tolerance: float = TOLERANCE,
    *,
    measure: str | None = None,
    configuration: Configuration | None = None,
    step: Step = lambda doing, done, of: None,  # noqa: ARG005  # shows no progress
) -> GoldenReport:
    """Search every query and compare with what was frozen.

    The frozen run is measured again with the judgements as they are in *golden*, so these may be edited, and another
    measure may be asked for.

    Args:
        index: Is searched once for each query.
        golden: What to hold it against; see :func:`~hybrid_search.eval.golden.read_golden`.
        tolerance: How far the mean may fall, in units of the measure: 0.01 is one point in a hundred.
        measure: A name as ir_measures has it; None is that of *golden*.
        configuration: How to search; None is that of *golden*.
        step: Called as the work goes on.

    Raises:
        InvalidInput: for a tolerance that is negative or not finite, or an unknown measure.
        MissingExtra: without the extra ``eval``, if there is a frozen run.
    """
    used = golden.measure if measure is None else measure
    if not math.isfinite(tolerance) or tolerance < 0:
        raise InvalidInput(f"tolerance={tolerance!r} must be a finite number of at least 0, such as 0.01")
    if golden.queries:
        parse([used])  # an unknown one fails before the work
    chosen = golden.configuration if configuration is None else configuration
    must_find = search_must_find(index, golden.must_find, chosen, step)
    if not golden.queries:
        return GoldenReport(used, tolerance, must_find, None, ())
    found = search_alone(index, golden.texts, chosen, step)
    before, now = (per_query(run, golden.qrels, used) for run in (golden.run, found.run))
    compared = Compared(
        before=Interval.of(list(before.values())),
        now=Interval.of(list(now.values())),
        difference=difference("frozen", list(now.values()), list(before.values())),
        queries=query_differences(golden.texts, now, before),
    )
    notes = changes(index, golden, found, before if used == golden.measure else {})
    return GoldenReport(used, tolerance, must_find, compared, notes)
