"""Query by query: where one row gains on another, and where one alone wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hybrid_search.eval.comparison.difference import TIE


@dataclass(frozen=True, slots=True)
class QueryDifference:
    """One query in two rows.

    Attributes:
        query: Its id.
        text: Its text.
        ours: Value of the measure in the one row.
        theirs: Value in the other.
    """

    query: str
    text: str
    ours: float
    theirs: float

    @property
    def difference(self) -> float:
        """*ours* minus *theirs*; 0 for a tie."""
        found = self.ours - self.theirs
        return 0.0 if abs(found) <= TIE else found


def query_differences(
    queries: Mapping[str, str], ours: Mapping[str, float], theirs: Mapping[str, float]
) -> tuple[QueryDifference, ...]:
    """Every query, the largest gain of *ours* first and its largest loss last; ties by query id.

    Args:
        queries: Query id to text.
        ours: Query id to value.
        theirs: The same of the other row.
    """
    found = [QueryDifference(query, text, ours[query], theirs[query]) for query, text in queries.items()]
    return tuple(sorted(found, key=lambda one: (-one.difference, one.query)))


def largest(differences: Sequence[QueryDifference], size: int) -> tuple[QueryDifference, ...]:
    """The *size* queries on which the two differ most, in either direction, most first; ties are left out."""
    apart = [one for one in differences if one.difference]
    return tuple(sorted(apart, key=lambda one: (-abs(one.difference), one.query))[:size])


def won_alone(
    queries: Mapping[str, str], scores: Mapping[str, Mapping[str, float]]
) -> dict[str, tuple[QueryDifference, ...]]:
    """Name to the queries on which it is better than each of the others, with the best of those; largest lead first.

    Args:
        queries: Query id to text.
        scores: Name to (query id to value), of at least two.
    """
    won = {}
    for name, ours in scores.items():
        others = [values for other, values in scores.items() if other != name]
        best = {query: max(values[query] for values in others) for query in queries}
        won[name] = tuple(one for one in query_differences(queries, ours, best) if one.difference > 0)
    return won
