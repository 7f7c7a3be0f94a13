"""One row of the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hybrid_search.eval.comparison.difference import Difference
from hybrid_search.eval.comparison.interval import Interval
from hybrid_search.eval.cost.configuration import Cost
from hybrid_search.eval.runs.run import Run
from hybrid_search.index.request import LegChoice


@dataclass(frozen=True, slots=True)
class Row:
    """One configuration.

    Attributes:
        name: Of the configuration, or of a run that was handed in.
        description: Legs, fusion with its parameters, candidates, reranker; "a run handed in" for such.
        run: What it retrieved.
        per_query: Measure to (query id to value).
        means: Measure to its mean with the interval.
        difference: To the baseline, by the deciding measure; None for the baseline itself.
        cost: What it cost; None for a run that was handed in.
        legs: "both", "sparse" or "dense"; None for a run that was handed in.
    """

    name: str
    description: str
    run: Run
    per_query: Mapping[str, Mapping[str, float]]
    means: Mapping[str, Interval]
    difference: Difference | None
    cost: Cost | None
    legs: LegChoice | None = None
