"""What tuning found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.difference import Difference
from hybrid_search.eval.comparison.interval import Interval
from hybrid_search.eval.comparison.searched import search_options
from hybrid_search.eval.report.figures import p_value
from hybrid_search.eval.tuning.forms import as_dict, as_markdown, as_text
from hybrid_search.index.request import SearchOptions


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting, and how often it was chosen.

    Attributes:
        configuration: The setting.
        folds: By how many folds.
    """

    configuration: Configuration
    folds: int


@dataclass(frozen=True, slots=True)
class TuningResult:
    """The setting to use, and what it is worth. ``print`` shows it.

    The mean of a setting over the queries that chose it is nowhere: it flatters.

    Attributes:
        dataset: Identity of the collection.
        index: URL with any password masked, backend, documents, encoder.
        measure: What was maximised.
        default: What is kept unless the gain is significant.
        default_formula: Its fusion, as it ran.
        settings: All that were tried.
        held_out: Mean of tuning: each query is scored by the setting that was chosen on the other folds.
        default_mean: The same queries by the default.
        difference: Held out minus default, query by query; its p is that of a randomisation test in which the setting
            is chosen again each time.
        best: The setting that all queries together choose.
        choices: The settings that a fold chose, the most frequent first.
        folds: Query id to its fold, from 0.
        held_out_scores: Query id to score.
        default_scores: The same by the default.
        seed: Of the folds.
        alpha: Below which p a gain is called significant.
        created: ISO 8601, UTC.
        library: Version that made it.
    """

    dataset: Mapping[str, str]
    index: Mapping[str, str]
    measure: str
    default: Configuration
    default_formula: str
    settings: tuple[Configuration, ...]
    held_out: Interval
    default_mean: Interval
    difference: Difference
    best: Configuration
    choices: tuple[Choice, ...]
    folds: Mapping[str, int]
    held_out_scores: Mapping[str, float]
    default_scores: Mapping[str, float]
    seed: int
    alpha: float
    created: str
    library: str

    @property
    def significant(self) -> bool:
        """Whether tuning gained on held-out queries, by the paired test."""
        return self.difference.mean.mean > 0 and self.difference.p < self.alpha

    @property
    def recommended(self) -> Configuration:
        """The best setting if the gain is significant, else the default."""
        return self.best if self.significant else self.default

    def search_options(self, k: int = 10) -> SearchOptions:
        """The recommended setting as arguments: ``index.search("…", **result.search_options())``."""
        return search_options(self.recommended, k)

    def described(self, configuration: Configuration) -> str:
        """A setting in a line, with the encoder's fusion by its name."""
        text = str(configuration)
        if configuration is self.default and configuration.fusion is None and self.default_formula:
            return text.replace("the encoder's fusion", f"{self.default_formula} (the encoder's)")
        return text

    def verdict(self) -> str:
        """One sentence: use another setting, or keep the default."""
        mean = self.difference.mean
        gain = (
            f"{100 * mean.mean:+.1f} points of {self.measure} on held-out queries ({100 * mean.low:+.1f} to "
            f"{100 * mean.high:+.1f}), {p_value(self.difference.p)}"
        )
        if self.significant:
            return f"use {self.described(self.best)}: {gain}, beside the default, {self.described(self.default)}"
        return (
            f"keep the default, {self.described(self.default)}: choosing another setting gave {gain}; not significant"
        )

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values, ready for JSON."""
        return as_dict(self)

    def to_markdown(self) -> str:
        """Verdict and tables, for a README or a pull request; names are escaped."""
        return as_markdown(self)

    def _repr_markdown_(self) -> str:
        return as_markdown(self)

    def __str__(self) -> str:
        return as_text(self)
