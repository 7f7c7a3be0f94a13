"""Rows of the table, from what was searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.difference import Difference, difference, holm
from hybrid_search.eval.comparison.interval import Interval
from hybrid_search.eval.comparison.legs import Legs, names
from hybrid_search.eval.comparison.row import Row
from hybrid_search.eval.comparison.searched import Searched, shares_legs
from hybrid_search.eval.cost.configuration import Cost, Latency
from hybrid_search.eval.measures import per_query
from hybrid_search.eval.runs.run import Qrels, Run

HANDED_IN = "a run handed in"

_Scores = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Row name to measure to (query id to value)."""


def rows_of(
    configurations: Sequence[Configuration],
    searched: Mapping[str, Searched],
    legs: Legs,
    runs: Mapping[str, Run],
    judged: Qrels,
    measures: Sequence[str],
    baseline: str,
) -> tuple[Row, ...]:
    """The rows of configurations, then those of runs that were handed in.

    Args:
        configurations: In the order of their rows.
        searched: Name of a configuration to what it retrieved.
        legs: What the configurations share.
        runs: Name to a run from elsewhere.
        judged: Judgements of the queries.
        measures: The first decides.
        baseline: Name of the row that the others are held against.
    """
    found = {**{one.name: searched[one.name].run for one in configurations}, **runs}
    scores = {name: {measure: per_query(run, judged, measure) for measure in measures} for name, run in found.items()}
    differences = _differences(scores, measures[0], baseline)
    by_name = {one.name: one for one in configurations}
    return tuple(
        Row(
            name=name,
            description=_described(by_name[name], searched[name]) if name in by_name else HANDED_IN,
            run=run,
            per_query=scores[name],
            means={measure: Interval.of(list(values.values())) for measure, values in scores[name].items()},
            difference=differences.get(name),
            cost=_cost(by_name[name], searched[name], legs) if name in by_name else None,
            legs=by_name[name].legs if name in by_name else None,
        )
        for name, run in found.items()
    )


def _differences(scores: _Scores, measure: str, baseline: str) -> dict[str, Difference]:
    theirs = scores[baseline][measure]
    return holm(
        {
            name: difference(baseline, [found[measure][query] for query in theirs], list(theirs.values()))
            for name, found in scores.items()
            if name != baseline
        }
    )


def _described(configuration: Configuration, searched: Searched) -> str:
    if configuration.legs != "both" or configuration.fusion is not None or not searched.formula:
        return str(configuration)
    return str(configuration).replace("the encoder's fusion", f"{searched.formula} (the encoder's)")


def _cost(configuration: Configuration, searched: Searched, legs: Legs) -> Cost:
    latency = {
        stage: Latency(*(1000 * float(one) for one in np.percentile(values, (50, 95))))
        for stage, values in searched.seconds.items()
    }
    if configuration.legs != "both" or not shares_legs(configuration):
        return Cost(latency)
    shares = []
    for query in searched.run:
        sparse, dense = (set(legs.leg(name, query, configuration.candidates).ids) for name in names(configuration))
        shares.append(len(sparse & dense) / max(1, len(sparse | dense)))
    return Cost(latency, float(np.mean(shares)))
