"""What a reproduction found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hybrid_search.eval.comparison.difference import Difference, difference
from hybrid_search.eval.comparison.interval import Interval
from hybrid_search.eval.reproduce.published import TOLERANCE, Published, RowName

REASONS = (
    "another revision of a model or of the data than in July 2025",
    "the modifications of the script, which the article does not tell",
    "another version of sentence-transformers, transformers or torch, or half precision on another device",
    "for hybrid, the order of ties, which was arbitrary (the range is told)",
)
"""Why our figure may be another than the published one."""


@dataclass(frozen=True, slots=True)
class RowFigures:
    """One row, nDCG@10 in percent.

    Attributes:
        name: Of the row.
        published: As the article has it; None if it has not.
        as_published: Ours by the published protocol.
        lowest: Ours by that protocol with ties in the worst order; only "hybrid" has such ties.
        highest: The same in the best order.
        plain: Ours by the plain protocol.
        difference: Plain minus as published, query by query.
    """

    name: RowName
    published: float | None
    as_published: Interval
    lowest: float
    highest: float
    plain: Interval
    difference: Difference

    @classmethod
    def of(
        cls,
        name: RowName,
        published: float | None,
        as_published: Sequence[float],
        extremes: tuple[Sequence[float], Sequence[float]],
        plain: Sequence[float],
    ) -> RowFigures:
        """From values between 0 and 1, one a query; *extremes* have ties in the worst and in the best order."""
        ours, theirs = [[100 * value for value in values] for values in (plain, as_published)]
        lowest, highest = [100 * sum(values) / len(values) for values in extremes]
        found = difference("as published", ours, theirs)
        return cls(name, published, Interval.of(theirs), lowest, highest, Interval.of(ours), found)

    @property
    def deviation(self) -> float | None:
        """Ours as published minus the published figure; None if there is none."""
        return None if self.published is None else self.as_published.mean - self.published

    @property
    def reproduced(self) -> bool | None:
        """Whether some order of ties is within the tolerance of the published figure; None if there is none."""
        if self.published is None:
            return None
        return self.lowest - TOLERANCE <= self.published <= self.highest + TOLERANCE


@dataclass(frozen=True, slots=True)
class Reproduction:
    """The table, and what it was computed from.

    Attributes:
        set_name: The set of NanoBEIR.
        rows: Six.
        published: What the article says of the set.
        query_nonzeros: Mean non-zeros of a query.
        document_nonzeros: The same of a document.
        queries: How many were judged.
        documents: How many there are.
        sources: Models, data and versions.
    """

    set_name: str
    rows: tuple[RowFigures, ...]
    published: Published
    query_nonzeros: float
    document_nonzeros: float
    queries: int
    documents: int
    sources: Mapping[str, str]

    def verdict(self) -> str:
        """Whether the published figures were reproduced, in one or two sentences."""
        known = [row for row in self.rows if row.reproduced is not None]
        off = [row for row in known if not row.reproduced]
        if not known:
            return f"Nothing was published of {self.set_name}, so there is nothing to reproduce."
        if not off:
            return f"Reproduced: all published figures within {TOLERANCE} points."
        listed = ", ".join(f"{row.name} {row.as_published.mean:.2f} against {row.published:.2f}" for row in off)
        return (
            f"Not reproduced: {len(off)} of {len(known)} figures deviate by more than {TOLERANCE} points ({listed}). "
            f"Probable reasons: {'; '.join(REASONS)}."
        )
