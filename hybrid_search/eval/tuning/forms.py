"""The forms in which a tuning result is shown: text, Markdown, plain values."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hybrid_search.errors import Unsupported
from hybrid_search.eval.comparison import configuration_data
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.report.figures import counts_text, difference_text, mean_text, p_value
from hybrid_search.eval.report.markup import escaped, table
from hybrid_search.types import printable

if TYPE_CHECKING:
    from hybrid_search.eval.tuning.result import TuningResult

FORMAT = "hybrid_search.TuningResult/1"


def as_text(result: TuningResult) -> str:
    """Lines for a terminal."""
    times = len(str(_folds(result)))
    lines = [
        printable(result.verdict()),
        "",
        f"{printable(result.measure)}, mean and 95 % interval over {len(result.folds):,} queries",
        f"  tuned, on held-out queries  {mean_text(result.held_out)}",
        f"  the default                 {mean_text(result.default_mean)}",
        f"  difference                  {_difference(result)}",
        "",
        f"chosen by the folds, among {len(result.settings):,} settings",
        *(
            f"  {choice.folds:{times}d} of {_folds(result)}  {printable(result.described(choice.configuration))}"
            for choice in result.choices
        ),
    ]
    return "\n".join(lines)


def as_markdown(result: TuningResult) -> str:
    """The same as two tables."""
    means = [
        ("tuned, on held-out queries", mean_text(result.held_out)),
        ("the default", mean_text(result.default_mean)),
        ("difference", difference_text(result.difference)),
    ]
    chosen = [
        (result.described(choice.configuration), f"{choice.folds} of {_folds(result)}") for choice in result.choices
    ]
    about = {**result.dataset, **{f"index {name}": value for name, value in result.index.items()}}
    lines = [
        f"**{escaped(result.verdict())}**",
        "",
        *table(("", result.measure), means),
        "",
        f"{len(result.folds):,} queries, wins/ties/losses {counts_text(result.difference)}, "
        f"{p_value(result.difference.p)} by a randomisation test of the whole choice, two-sided. Means with 95 % "
        "bootstrap intervals; each query is scored by the setting that was chosen on the other folds.",
        "",
        *table((f"chosen among {len(result.settings):,} settings", "folds"), chosen),
        "",
        *(f"- {escaped(name)}: {escaped(text)}" for name, text in about.items()),
        f"- made: {result.created} by hybrid-search {result.library}, seed {result.seed}",
    ]
    return "\n".join(lines) + "\n"


def as_dict(result: TuningResult) -> dict[str, Any]:
    """Everything as plain values."""
    return {
        "format": FORMAT,
        "verdict": result.verdict(),
        "significant": result.significant,
        "recommended": _plain(result, result.recommended),
        "default": _plain(result, result.default),
        "best": _plain(result, result.best),
        "measure": result.measure,
        "held_out": asdict(result.held_out),
        "default_mean": asdict(result.default_mean),
        "difference": asdict(result.difference),
        "choices": [{**_plain(result, one.configuration), "folds": one.folds} for one in result.choices],
        "settings": [_plain(result, one) for one in result.settings],
        "queries": {
            query: {"fold": fold, "held_out": result.held_out_scores[query], "default": result.default_scores[query]}
            for query, fold in result.folds.items()
        },
        "dataset": dict(result.dataset),
        "index": dict(result.index),
        "seed": result.seed,
        "alpha": result.alpha,
        "created": result.created,
        "library": result.library,
    }


def _plain(result: TuningResult, configuration: Configuration) -> dict[str, Any]:
    try:
        data = configuration_data.as_data(configuration)
    except Unsupported:  # a reranker or a native fusion: the description has to do
        data = {"name": configuration.name}
    return {**data, "description": result.described(configuration)}


def _folds(result: TuningResult) -> int:
    return sum(choice.folds for choice in result.choices)


def _difference(result: TuningResult) -> str:
    difference = result.difference
    return f"{difference_text(difference)}, {p_value(difference.p)}, wins/ties/losses {counts_text(difference)}"
