"""The comparison: configurations over the same queries of the same index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from hybrid_search._version import __version__
from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.explained import listed_hits, searched_hits
from hybrid_search.eval.comparison.index_identity import index_identity
from hybrid_search.eval.comparison.legs import Step, retrieve
from hybrid_search.eval.comparison.query_difference import largest
from hybrid_search.eval.comparison.result import ComparisonResult
from hybrid_search.eval.comparison.rows import rows_of
from hybrid_search.eval.comparison.searched import fuse_legs, search_alone, shares_legs
from hybrid_search.eval.comparison.side_by_side import Side, SideBySide
from hybrid_search.eval.comparison.sweep import SWEEP, sweep_of
from hybrid_search.eval.cost.collection import collection_cost
from hybrid_search.eval.dataset import Dataset, judged
from hybrid_search.eval.measures import cutoff, parse, per_query
from hybrid_search.eval.runs.run import Qrels, Run, check_run
from hybrid_search.index import HybridIndex
from hybrid_search.types import Truncation

MEASURES = ("nDCG@10", "RR@10", "R@100")
_HITS = 5


@dataclass(frozen=True, slots=True)
class Comparison:
    """Named configurations over the queries of a dataset, against one declared baseline.

    The legs are retrieved once and shared, so twenty fusions cost one retrieval; rerankers and native fusions search by
    themselves.

    Attributes:
        index: Holds the documents of the dataset.
        dataset: Queries and judgements.
        configurations: With distinct names.
        baseline: Name of the one that the others are held against.
        measures: Names as ir_measures has them; the first decides.
        runs: Name to a run from elsewhere (another system, a TREC run file), to be compared as well.
        alpha: Below which corrected p a difference is called significant.
        weights: How many weights of the sparse leg from 0 to 1 are swept beside it, without another search; 0 for none.
        drill_downs: For how many queries the best row and the baseline are shown side by side: those on which they
            differ most. Each costs two searches.
        indexed: What was lost when the documents were encoded, if that is known; it is recorded.

    Raises:
        InvalidInput: without configurations or measures, for a name that comes twice, an unknown baseline, or a number
            out of range.
    """

    index: HybridIndex
    dataset: Dataset
    configurations: Sequence[Configuration]
    baseline: str
    measures: Sequence[str] = MEASURES
    runs: Mapping[str, Run] = field(default_factory=dict)
    alpha: float = 0.05
    weights: int = 0
    drill_downs: int = 10
    indexed: Truncation | None = None

    def __post_init__(self) -> None:
        known = [*(one.name for one in self.configurations), *self.runs]
        if len(set(known)) < len(known):
            raise InvalidInput(f"comparison: a name comes twice among {', '.join(known)}; give each its own")
        if self.baseline not in known:
            raise InvalidInput(f"comparison: the baseline {self.baseline!r} is none of {', '.join(known) or 'nothing'}")
        if isinstance(self.measures, str) or not self.measures:
            raise InvalidInput(f"comparison: measures={self.measures!r} must be a list of names, such as ['nDCG@10']")
        if self.weights < 0 or self.weights == 1:
            raise InvalidInput(
                f"comparison: weights={self.weights}; a sweep needs the two weights 0 and 1, or is left out by 0"
            )
        if not 0 < self.alpha < 1:
            raise InvalidInput(f"comparison: alpha={self.alpha!r} must lie between 0 and 1")

    def run(self, step: Step = lambda doing, done, of: None) -> ComparisonResult:  # noqa: ARG005  # shows no progress
        """Search, measure and test.

        Args:
            step: Called as the work goes on.

        Raises:
            InvalidInput: if the dataset has no judged query, a measure does not exist or cannot be computed, or a run
                from elsewhere has none of the queries or a score that is not finite.
            MissingExtra: without the extra ``eval``.
        """
        parse(self.measures)  # a wrong name is told before an hour of searching
        queries, qrels = judged(self.dataset)
        for name, run in self.runs.items():
            check_run(name, run, queries)
        for measure in self.measures:  # on these judgements too: what cannot be computed is told before the searches
            per_query({next(iter(queries)): {"": 1.0}}, qrels, measure)
        sharing = [one for one in self.configurations if shares_legs(one)]
        deep = max(SWEEP.candidates, cutoff(self.measures[0]))
        swept = [replace(SWEEP, candidates=deep)] if self.weights else []
        legs = retrieve(self.index, queries, [*sharing, *swept], step)
        searched = {
            one.name: fuse_legs(self.index, legs, queries, one)
            if shares_legs(one)
            else search_alone(self.index, queries, one, step)
            for one in self.configurations
        }
        sweep = (
            sweep_of(self.index, legs, queries, qrels, self.measures[0], self.weights, candidates=deep)
            if self.weights
            else None
        )
        result = ComparisonResult(
            dataset={"name": self.dataset.name, **self.dataset.identity()},
            index=index_identity(self.index),
            queries=queries,
            measures=tuple(self.measures),
            baseline=self.baseline,
            rows=rows_of(self.configurations, searched, legs, self.runs, qrels, self.measures, self.baseline),
            alpha=self.alpha,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            library=__version__,
            collection=collection_cost(self.index, queries, indexed=self.indexed),
            sweep=sweep,
        )
        return replace(result, drill_downs=self._drill_downs(result, qrels, step))

    def why(
        self, result: ComparisonResult, query: str, ours: str, theirs: str | None = None, *, k: int = 10
    ) -> SideBySide:
        """What two rows show for one query, side by side and explained: the index is searched once more for each.

        Args:
            result: Of this comparison.
            query: Its id.
            ours: Name of a row.
            theirs: Name of another; None is the baseline.
            k: Hits at most on each side.

        Raises:
            InvalidInput: for an unknown query or row.
        """
        rows = result.row(ours), result.row(self.baseline if theirs is None else theirs)
        if query not in result.queries:
            raise InvalidInput(f"comparison: {query!r} is no judged query of {self.dataset.name}")
        return self._side_by_side(result, self.dataset.qrels()[query], query, (rows[0].name, rows[1].name), k)

    def _drill_downs(self, result: ComparisonResult, judged: Qrels, step: Step) -> tuple[SideBySide, ...]:
        best = result.best
        if best is None or not self.drill_downs:
            return ()
        chosen = [one.query for one in largest(result.differences(best.name), self.drill_downs)]
        shown = []
        for done, query in enumerate(chosen):
            step("explaining", done, len(chosen))
            shown.append(self._side_by_side(result, judged[query], query, (best.name, self.baseline), _HITS))
        step("explaining", len(chosen), len(chosen))
        return tuple(shown)

    def _side_by_side(
        self, result: ComparisonResult, judged: Mapping[str, int], query: str, names: tuple[str, str], k: int
    ) -> SideBySide:
        ours, theirs = (self._side(result, judged, query, name, k) for name in names)
        relevant = sum(grade > 0 for grade in judged.values())
        return SideBySide(query, result.queries[query], result.measure, relevant, ours, theirs)

    def _side(self, result: ComparisonResult, judged: Mapping[str, int], query: str, name: str, k: int) -> Side:
        row, text = result.row(name), result.queries[query]
        configuration = next((one for one in self.configurations if one.name == name), None)
        hits = (
            listed_hits(self.index, row.run.get(query, {}), judged, k)
            if configuration is None
            else searched_hits(self.index, text, configuration, judged, k)
        )
        return Side(name, row.per_query[result.measure][query], hits)
