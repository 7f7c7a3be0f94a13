"""What a comparison found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.query_difference import QueryDifference, query_differences, won_alone
from hybrid_search.eval.comparison.row import Row
from hybrid_search.eval.comparison.saved import read, write
from hybrid_search.eval.comparison.side_by_side import SideBySide
from hybrid_search.eval.comparison.sweep import WeightSweep
from hybrid_search.eval.cost.collection import CollectionCost
from hybrid_search.eval.report import fragment, markdown, page
from hybrid_search.eval.report.figures import p_value


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """A table, with what it takes to trust and to repeat it.

    Attributes:
        dataset: Identity of the collection; see :class:`hybrid_search.eval.dataset.Dataset`.
        index: URL with any password masked, backend, encoder, documents.
        queries: Query id to text, of those that were judged.
        measures: Names as ir_measures has them; the first decides.
        baseline: Name of the row that the others are held against.
        rows: In the order they were declared.
        alpha: Below which corrected p a difference is called significant.
        created: ISO 8601, UTC.
        library: Version that made it.
        collection: What belongs to the collection and not to a row; None where it was not measured.
        sweep: The weight of the sparse leg from 0 to 1; None where it was not asked for.
        drill_downs: The queries on which the best row and the baseline differ most, side by side.
    """

    dataset: Mapping[str, str]
    index: Mapping[str, str]
    queries: Mapping[str, str]
    measures: tuple[str, ...]
    baseline: str
    rows: tuple[Row, ...]
    alpha: float
    created: str
    library: str
    collection: CollectionCost | None = None
    sweep: WeightSweep | None = None
    drill_downs: tuple[SideBySide, ...] = ()

    def row(self, name: str) -> Row:
        """The row of that name.

        Raises:
            InvalidInput: if there is none; the message lists those there are.
        """
        for one in self.rows:
            if one.name == name:
                return one
        raise InvalidInput(f"there is no row {name!r}; there are {', '.join(repr(one.name) for one in self.rows)}")

    @property
    def measure(self) -> str:
        """The measure that decides."""
        return self.measures[0]

    @property
    def winner(self) -> Row | None:
        """The row with the highest mean of those that are significantly better than the baseline; None if none is."""
        better = [
            row
            for row in self.rows
            if row.difference is not None and row.difference.p_holm < self.alpha and row.difference.mean.mean > 0
        ]
        return max(better, key=lambda row: row.means[self.measure].mean, default=None)

    @property
    def best(self) -> Row | None:
        """The winner; without one, the row with the highest mean beside the baseline; None if there is no other row."""
        rivals = [row for row in self.rows if row.difference is not None]
        return self.winner or max(rivals, key=lambda row: row.means[self.measure].mean, default=None)

    def verdict(self) -> str:
        """One sentence: who wins, by how much and how surely, or that nobody does."""
        best = self.best
        if best is None:
            return f"{self.baseline} was compared with nothing"
        if best is self.winner:
            return f"{best.name} is significantly better than {self.baseline}: {self._lead(best)}"
        if len(self.rows) == 2:
            assert best.difference is not None
            worse = best.difference.p_holm < self.alpha  # and its mean is lower, or it had won
            return (
                f"{best.name} is {'significantly worse' if worse else 'not significantly better'} than "
                f"{self.baseline}: {self._lead(best)}"
            )
        return (
            f"no configuration is significantly better than {self.baseline}; the best is {best.name}: "
            f"{self._lead(best)}"
        )

    def differences(
        self, ours: str, theirs: str | None = None, measure: str | None = None
    ) -> tuple[QueryDifference, ...]:
        """Every query in two rows, the largest gain of *ours* first and its largest loss last.

        Args:
            ours: Name of a row.
            theirs: Name of another; None is the baseline.
            measure: One of the measures; None is the one that decides.

        Raises:
            InvalidInput: for an unknown row or measure.
        """
        rows = self.row(ours), self.row(self.baseline if theirs is None else theirs)
        mine, other = (self._values(row, measure) for row in rows)
        return query_differences(self.queries, mine, other)

    def won_alone(
        self, names: Sequence[str] = (), measure: str | None = None
    ) -> dict[str, tuple[QueryDifference, ...]]:
        """Row to the queries on which it is better than each of the others, beside the best of those.

        Args:
            names: At least two rows; without them, those of a single leg.
            measure: One of the measures; None is the one that decides.

        Raises:
            InvalidInput: for an unknown row or measure, or fewer than two rows.
        """
        rows = [self.row(name) for name in names] or [row for row in self.rows if row.legs in ("sparse", "dense")]
        if len(rows) < 2:
            raise InvalidInput(
                f"won_alone compares rows with each other, and got {len(rows)}; name two or more of "
                f"{', '.join(repr(one.name) for one in self.rows)}"
            )
        return won_alone(self.queries, {row.name: self._values(row, measure) for row in rows})

    def to_markdown(self) -> str:
        """The table with the verdict on top, for a README or a pull request."""
        return markdown(self)

    def to_html(self) -> str:
        """A page of its own, with charts and the largest differences, that loads nothing from elsewhere."""
        return page(self)

    def _repr_html_(self) -> str:
        """Verdict, table and charts for notebooks; names, queries and texts are escaped."""
        return fragment(self)

    def save(self, folder: str | PathLike[str]) -> None:
        """Write ``result.json`` and a TREC run file for each row into *folder*, which is made where it is missing.

        Raises:
            InvalidInput: for an id that no TREC file can hold.
        """
        write(self, Path(folder))

    @classmethod
    def load(cls, folder: str | PathLike[str]) -> ComparisonResult:
        """What :meth:`save` wrote; it equals what was saved.

        Raises:
            InvalidSource: if the folder holds something else.
        """
        return cls(**read(Path(folder)))

    def _values(self, row: Row, measure: str | None) -> Mapping[str, float]:
        name = self.measure if measure is None else measure
        if name not in row.per_query:
            raise InvalidInput(f"{name!r} was not measured; there are {', '.join(self.measures)}")
        return row.per_query[name]

    def _lead(self, row: Row) -> str:
        assert row.difference is not None
        mean = row.difference.mean
        return (
            f"{100 * mean.mean:+.1f} points of {self.measure} ({100 * mean.low:+.1f} to {100 * mean.high:+.1f}), "
            f"{p_value(row.difference.p_holm)}"
        )
