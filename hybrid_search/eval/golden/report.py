"""Whether an index still does what it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hybrid_search.eval.comparison.difference import TIE, Difference
from hybrid_search.eval.comparison.interval import Interval
from hybrid_search.eval.comparison.query_difference import QueryDifference
from hybrid_search.eval.golden.forms import as_dict, as_markdown, as_text
from hybrid_search.eval.golden.searched_must import MustFound
from hybrid_search.eval.report.figures import p_value


@dataclass(frozen=True, slots=True)
class Compared:
    """The frozen run, and the same queries now.

    Attributes:
        before: Mean of the frozen run.
        now: Mean of the index.
        difference: Now minus before, query by query.
        queries: Each query, the largest gain first and the largest fall last; *theirs* is the frozen score.
    """

    before: Interval
    now: Interval
    difference: Difference
    queries: tuple[QueryDifference, ...]

    @property
    def drop(self) -> float:
        """By how much the mean fell; negative if it rose."""
        return -self.difference.mean.mean

    @property
    def fallen(self) -> tuple[QueryDifference, ...]:
        """The queries that score less than before, the largest fall first."""
        return tuple(one for one in reversed(self.queries) if one.difference < 0)


@dataclass(frozen=True, slots=True)
class GoldenReport:
    """What a check found; ``print`` shows it.

    Attributes:
        measure: Name as ir_measures has it.
        tolerance: How far the mean may fall.
        must_find: The queries that must find certain documents, and what became of them.
        compared: The frozen run and the queries now; None without a frozen run.
        notes: What changed since the run was frozen.
    """

    measure: str
    tolerance: float
    must_find: tuple[MustFound, ...]
    compared: Compared | None
    notes: tuple[str, ...]

    @property
    def fell(self) -> bool:
        """Whether the mean fell by more than the tolerance, significant or not."""
        return self.compared is not None and self.compared.drop > self.tolerance + TIE

    @property
    def failures(self) -> tuple[MustFound, ...]:
        """The queries that miss a document."""
        return tuple(one for one in self.must_find if not one.holds)

    @property
    def passed(self) -> bool:
        """Whether the mean held and every query found what it must."""
        return not self.fell and not self.failures

    def verdict(self) -> str:
        """One sentence: passed or failed, with the figures."""
        parts = []
        if self.compared is not None:
            parts.append(
                f"{self.measure} {self.compared.before.mean:.3f} -> {self.compared.now.mean:.3f} "
                f"({-self.compared.drop:+.3f}, {'more than' if self.fell else 'within'} the tolerance of "
                f"{self.tolerance:g}; {p_value(self.compared.difference.p)})"
            )
        if self.must_find:
            held = len(self.must_find) - len(self.failures)
            parts.append(f"{held} of {len(self.must_find)} must-find queries hold")
        return f"{'passed' if self.passed else 'failed'}: {'; '.join(parts)}"

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values, ready for JSON."""
        return as_dict(self)

    def to_markdown(self) -> str:
        """For the summary of a CI run; queries, ids and names are escaped."""
        return as_markdown(self)

    def _repr_markdown_(self) -> str:
        return as_markdown(self)

    def __str__(self) -> str:
        return as_text(self)
