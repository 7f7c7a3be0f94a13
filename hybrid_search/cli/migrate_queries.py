"""The queries that both generations are asked: a file of questions, or a dataset with judgements."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from hybrid_search.cli.comparing import dataset_from
from hybrid_search.cli.output import usage_error
from hybrid_search.cli.stages import Stages
from hybrid_search.cli.unknown_relevant import note_unknown_relevant

if TYPE_CHECKING:
    from hybrid_search.eval.comparison.result import ComparisonResult
    from hybrid_search.eval.dataset import Dataset
    from hybrid_search.ingest.migrate import Agreement, Migration

_LIVE, _NEXT = "live", "next"
_MEASURES = ("nDCG@10", "RR@10", "R@100")

_KEYS = ("query", "question", "text")
_NEEDED = "it holds the queries to compare by"


class Queries:
    """What ``--queries`` names, and what is asked of the answers.

    Args:
        name: A file that ends with ``.txt`` or ``.jsonl``, or a dataset.
        split: Which judgements, where there are several.
        k: Hits that are compared.
        min_overlap: Of the hits, as a mean over the queries; None for any.
        max_loss: Of nDCG@10; None for any.
    """

    def __init__(self, name: str, split: str | None, k: int, min_overlap: float | None, max_loss: float | None) -> None:
        from hybrid_search.eval.measures import parse

        questions = _questions(Path(name))
        self._dataset: Dataset | None = None if questions is not None else dataset_from(name, split)
        self._texts = questions or ([] if self._dataset is None else list(self._dataset.queries().values()))
        self._k, self._min_overlap, self._max_loss = k, min_overlap, max_loss
        if not self._texts:
            raise usage_error("--queries", f"{name!r} has no query")
        if self._dataset is not None:
            parse(_MEASURES)  # that the extra is missing is told before the work
        elif max_loss is not None:
            raise usage_error("--max-loss", "needs judgements; name a dataset by --queries")

    def agreement(self, migration: Migration) -> Agreement:
        """How far the answers of both generations agree."""
        with Stages() as stages:
            return migration.compare(self._texts, self._k, progress=lambda done, of: stages.step("comparing", done, of))

    def judged(self, migration: Migration) -> ComparisonResult | None:
        """Both generations measured by the judgements; None without any."""
        from hybrid_search.eval.comparison.compare import Comparison
        from hybrid_search.eval.comparison.configuration import Configuration
        from hybrid_search.eval.comparison.searched import search_alone
        from hybrid_search.eval.dataset import judged

        if self._dataset is None:
            return None
        with migration.open_live() as live, migration.open_next() as next, Stages() as stages:
            note_unknown_relevant(next, self._dataset)
            run = search_alone(live, judged(self._dataset)[0], Configuration(_LIVE), stages.step).run
            ours = Configuration(_NEXT)
            return Comparison(next, self._dataset, [ours], _LIVE, _MEASURES, runs={_LIVE: run}).run(stages.step)

    def refusals(self, agreement: Agreement, judged: ComparisonResult | None) -> list[str]:
        """What is not as it is asked for."""
        refused = []
        if self._min_overlap is not None and agreement.overlap < self._min_overlap:
            refused.append(f"the mean overlap@{self._k} is {agreement.overlap:.3f}, below {self._min_overlap:g}")
        difference = None if judged is None else judged.row(_NEXT).difference
        if self._max_loss is not None and difference is not None and difference.mean.mean < -self._max_loss:
            refused.append(f"{_MEASURES[0]} falls by {-difference.mean.mean:.3f}, more than {self._max_loss:g}")
        return refused


def _questions(path: Path) -> list[str] | None:
    """The questions of a file with one a line; None for what must be a dataset."""
    from hybrid_search.errors import InvalidSource
    from hybrid_search.eval.files.lines import lines

    if path.suffix == ".txt":
        return [text.strip() for _, text in lines(path, _NEEDED)]
    if path.suffix != ".jsonl":
        return None
    found = []
    for place, text in lines(path, _NEEDED):
        try:
            entry = json.loads(text)
        except ValueError as error:
            raise InvalidSource(f"{place}: expected JSON ({error})") from None
        if isinstance(entry, dict) and "query" in entry and "id" in entry:
            return None  # a query and a document that answers it: judgements
        question = next((entry[key] for key in _KEYS if key in entry), None) if isinstance(entry, dict) else entry
        if not isinstance(question, str) or not question.strip():
            raise InvalidSource(f"{place}: expected a question, as a string or under one of {', '.join(_KEYS)}")
        found.append(question.strip())
    return found
