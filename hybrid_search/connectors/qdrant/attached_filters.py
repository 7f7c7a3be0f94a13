"""Filters on a collection that somebody else made: over the payload as it is, by the server's own rules.

Those rules differ from this library's in that a bool may equal a number, a number is compared as the server stored it,
and a date is a text in the form of RFC 3339.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from qdrant_client import models

from hybrid_search.connectors.foreign import foreign_path
from hybrid_search.filters import And, Compare, Exists, Filter, IsIn, Not, Or
from hybrid_search.types.metadata import Scalar


def to_server(where: Filter, url: str) -> models.Filter:
    """The server's filter.

    Raises:
        Unsupported: for one of the reserved paths.
    """
    return models.Filter(must=[_condition(where, url)])


def _condition(where: Filter, url: str) -> models.Condition:
    match where:
        case Compare(path, "eq", value):
            return _any_of(foreign_path(path, url), (value,))
        case Compare(path, operator, datetime() as moment):
            return models.FieldCondition(key=foreign_path(path, url), range=models.DatetimeRange(**{operator: moment}))
        case Compare(path, operator, int() | float() as number):
            return models.FieldCondition(key=foreign_path(path, url), range=models.Range(**{operator: float(number)}))
        case IsIn(path, values):
            return _any_of(foreign_path(path, url), values)
        case Exists(path):
            empty = models.IsEmptyCondition(is_empty=models.PayloadField(key=foreign_path(path, url)))
            return models.Filter(must_not=[empty])
        case And():
            return models.Filter(must=[_condition(child, url) for child in where.children])
        case Or():
            return models.Filter(should=[_condition(child, url) for child in where.children])
        case Not():
            return models.Filter(must_not=[_condition(where.child, url)])
        case _:
            raise TypeError(f"unknown filter node {type(where).__name__}")


def _any_of(path: str, values: Sequence[Scalar]) -> models.Condition:
    if not values:  # the server takes "any of none" as true
        return models.Filter(must=[models.HasIdCondition(has_id=[])])
    strings = [value for value in values if isinstance(value, str)]
    whole = [int(value) for value in values if isinstance(value, int | float) and _is_whole(value)]
    conditions: list[models.Condition] = [
        models.FieldCondition(key=path, match=models.MatchAny(any=items)) for items in (strings, whole) if items
    ]
    conditions += [_equals(path, value) for value in values if not isinstance(value, str)]
    return models.Filter(should=conditions)


def _equals(path: str, value: Any) -> models.Condition:
    if isinstance(value, bool):
        return models.FieldCondition(key=path, match=models.MatchValue(value=value))
    if isinstance(value, datetime):
        return models.FieldCondition(key=path, range=models.DatetimeRange(gte=value, lte=value))
    return models.FieldCondition(key=path, range=models.Range(gte=float(value), lte=float(value)))


def _is_whole(number: float) -> bool:
    return not isinstance(number, bool) and float(number).is_integer()
