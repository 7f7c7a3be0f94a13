"""Judgements, collected one at a time and checked for contradictions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.runs.run import Qrels


class Judgement(NamedTuple):
    """That a document has a grade for a query, and where that is said."""

    place: str
    query: str
    document: str
    grade: int


def collect(judgements: Iterable[Judgement]) -> Qrels:
    """The judgements by query, in their order. The same one twice counts once.

    Raises:
        InvalidSource: naming the place where a document gets another grade than before.
    """
    qrels: dict[str, dict[str, int]] = {}
    for place, query, document, grade in judgements:
        before = qrels.setdefault(query, {}).setdefault(document, grade)
        if before != grade:
            raise InvalidSource(
                f"{place}: document {document!r} has grade {grade} for query {query!r}, and {before} before; keep one"
            )
    return qrels


def grade_of(value: object, place: str) -> int:
    """A grade as text or number; negative ones are grades too.

    Raises:
        InvalidSource: naming the place, if it is no whole number.
    """
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        try:
            grade = int(value)
        except (ValueError, OverflowError):
            grade = None
        if grade is not None and (isinstance(value, str) or grade == value):
            return grade
    raise InvalidSource(f"{place}: the grade {value!r} must be a whole number")
