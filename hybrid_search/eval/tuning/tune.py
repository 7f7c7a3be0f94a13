"""Tuning by cross-validation over queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from hybrid_search._version import __version__
from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.difference import difference
from hybrid_search.eval.comparison.index_identity import index_identity
from hybrid_search.eval.comparison.interval import Interval
from hybrid_search.eval.comparison.legs import Step, retrieve
from hybrid_search.eval.comparison.searched import Searched, fuse_legs, search_alone, shares_legs
from hybrid_search.eval.dataset import Dataset
from hybrid_search.eval.measures import parse, per_query
from hybrid_search.eval.runs.run import Qrels
from hybrid_search.eval.tuning.cross_validation import best, cross_validate
from hybrid_search.eval.tuning.folds import folds_of
from hybrid_search.eval.tuning.grid import Grid, settings_of
from hybrid_search.eval.tuning.randomization import p_of_tuning
from hybrid_search.eval.tuning.result import Choice, TuningResult
from hybrid_search.fusion import Fusion
from hybrid_search.index import HybridIndex

ENOUGH = 20
"""Queries below which tuning refuses."""

DEFAULT = Configuration("default")
"""What a search does without arguments."""


def tune(
    index: HybridIndex,
    dataset: Dataset,
    grid: Grid | Sequence[Configuration | Fusion] | None = None,
    *,
    default: Configuration = DEFAULT,
    measure: str = "nDCG@10",
    folds: int = 5,
    seed: int = 0,
    alpha: float = 0.05,
    small: bool = False,
    step: Step = lambda doing, done, of: None,  # noqa: ARG005  # shows no progress
) -> TuningResult:
    """Choose a setting, and measure what choosing one is worth on queries that did not take part in the choice.

    Both legs are retrieved once, as deep as the deepest setting wants; rerankers and native fusions search by
    themselves. The default stays unless the held-out gain over it is significant.

    Args:
        index: Holds the documents of the dataset.
        dataset: Queries and judgements.
        grid: What to choose from: a :class:`Grid`, or a list of configurations and fusions; None is ``Grid()``.
        default: What the choice is held against, and what is kept unless the choice is better.
        measure: A name as ir_measures has it.
        folds: Into how many parts the queries are split. Each is scored by the setting that the others chose.
        seed: Of the split; the same seed and query ids give the same folds.
        alpha: Below which p of the paired randomisation test a gain is called significant.
        small: Whether to go on with fewer than 20 queries.
        step: Called as the work goes on.

    Raises:
        InvalidInput: for fewer than 20 queries without *small*, an empty grid, a setting that comes twice, a number of
            folds that the queries cannot be split into, an unknown measure, or an *alpha* outside 0 to 1.
        MissingExtra: without the extra ``eval``.
    """
    settings = settings_of(Grid() if grid is None else grid)
    parse([measure])  # an unknown one fails before the work
    if not 0 < alpha < 1:
        raise InvalidInput(f"tune: alpha={alpha!r} must lie between 0 and 1")
    texts, qrels = dataset.queries(), dataset.qrels()
    _check_number(dataset.name, len(texts), small)
    fold_of = folds_of(texts, folds, seed)
    queries = {query: texts[query] for query in fold_of}  # in the order of their ids: the same numbers for any order
    judged: Qrels = {query: qrels[query] for query in queries}

    sharing = [one for one in (default, *settings) if shares_legs(one)]
    legs = retrieve(index, queries, sharing, step) if sharing else None

    def searched(configuration: Configuration) -> Searched:
        if legs is None or not shares_legs(configuration):
            return search_alone(index, queries, configuration, step)
        return fuse_legs(index, legs, queries, configuration)

    def scored(found: Searched) -> Mapping[str, float]:
        return per_query(found.run, judged, measure)

    as_default = searched(default)
    unchanged = scored(as_default)
    rows = []
    for done, setting in enumerate(settings):
        step("trying settings", done, len(settings))
        rows.append(list(scored(searched(setting)).values()))
    step("trying settings", len(settings), len(settings))

    scores, parts = np.array(rows), np.array(list(fold_of.values()))
    found = cross_validate(scores, parts)
    held_out = dict(zip(queries, found.held_out.tolist(), strict=True))
    gain = difference(default.name, list(held_out.values()), list(unchanged.values()))
    p = p_of_tuning(scores - np.array(list(unchanged.values())), parts)
    return TuningResult(
        dataset=dict(dataset.identity()),
        index=index_identity(index),
        measure=measure,
        default=default,
        default_formula=as_default.formula,
        settings=settings,
        held_out=Interval.of(list(held_out.values())),
        default_mean=Interval.of(list(unchanged.values())),
        difference=replace(gain, p=p, p_holm=p),
        best=settings[best(scores)],
        choices=_counted(settings, found.chosen),
        folds=fold_of,
        held_out_scores=held_out,
        default_scores=unchanged,
        seed=seed,
        alpha=alpha,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        library=__version__,
    )


def _counted(settings: Sequence[Configuration], chosen: Sequence[int]) -> tuple[Choice, ...]:
    return tuple(Choice(settings[place], times) for place, times in Counter(sorted(chosen)).most_common())


def _check_number(name: str, queries: int, small: bool) -> None:
    if not queries:
        raise InvalidInput(f"{name}: no query has judgements, so nothing can be tuned")
    if queries < ENOUGH and not small:
        raise InvalidInput(
            f"{name}: tuning on {queries} judged queries would fit their noise: the choice would differ from sample to "
            f"sample, and a real gain could hardly be told from chance. Judge at least {ENOUGH}, keep the default, or "
            "pass small=True (--small) to see it all the same"
        )
