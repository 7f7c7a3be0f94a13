"""Filters: from the tree to Qdrant's own filter in JSON, over the typed view of the metadata.

Its grammar: https://qdrant.tech/documentation/concepts/filtering/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from hybrid_search.connectors.typed_view import HIGH, PATHS, Group, encode, key, split, typed
from hybrid_search.filters import And, Compare, Exists, Filter, IsIn, Not, Operator, Or
from hybrid_search.types.metadata import Scalar, kind_of

Json = Mapping[str, Any]


def to_json(where: Filter) -> Json:
    """The filter in JSON that matches the same rows as *where*."""
    return _all(_condition(where))


def _condition(where: Filter) -> Json:
    match where:
        case Compare(path, "eq", value):
            return _any_of(path, (value,))
        case Compare(path, operator, value):
            return _in_range(path, operator, value)
        case IsIn(path, values):
            return _any_of(path, values)
        case Exists(path):
            return _equals(PATHS, encode(path))
        case And():
            return _all(*map(_condition, where.children))
        case Or():
            return _any(*map(_condition, where.children))
        case Not():
            return {"must_not": [_condition(where.child)]}
        case _:
            raise TypeError(f"unknown filter node {type(where).__name__}")


def _all(*conditions: Json) -> Json:
    return {"must": list(conditions)}


def _any(*conditions: Json) -> Json:
    if not conditions:  # the engine takes "any of none" as true
        return _all({"has_id": []})
    return {"should": list(conditions)}


def _equals(field: str, value: str | int) -> Json:
    return {"key": field, "match": {"value": value}}


def _in(field: str, values: list[Any]) -> Json:
    return {"key": field, "match": {"any": values}}


def _range(field: str, operator: Operator, bound: float) -> Json:
    return {"key": field, "range": {operator: float(bound)}}


def _any_of(path: str, values: Iterable[Scalar]) -> Json:
    """Any value at *path* equals any of *values*."""
    groups: defaultdict[Group, list[Any]] = defaultdict(list)
    for group, stored in map(typed, values):
        groups[group].append(stored)
    fractions = groups.pop("fraction", [])
    whole = [_in(key(group, path), items) for group, items in groups.items()]
    return _any(*whole, *_fractions_any_of(path, fractions))


def _fractions_any_of(path: str, fractions: list[dict[str, int]]) -> list[Json]:
    lows: defaultdict[int, list[int]] = defaultdict(list)
    for fraction in fractions:
        lows[fraction["high"]].append(fraction["low"])
    return [_fraction(path, high, _in("low", items)) for high, items in lows.items()]


def _in_range(path: str, operator: Operator, value: Any) -> Json:
    """Any value at *path* stands in relation *operator* to the number or date *value*."""
    if kind_of(value) == "date":
        _, milliseconds = typed(value)
        return _all(_range(key("date", path), operator, milliseconds))
    number = float(value)
    high, low = split(number)
    strict: Operator = "gt" if operator in ("gt", "gte") else "lt"
    return _any(
        _range(key("integer", path), operator, number),
        _range(key("fraction", path) + HIGH, strict, high),
        _fraction(path, high, _range("low", operator, low)),
    )


def _fraction(path: str, high: int, low: Json) -> Json:
    """One fraction at *path* has both halves. The first condition is implied, and answered by an index."""
    pair = _all(_equals("high", high), low)
    return _all(
        _equals(key("fraction", path) + HIGH, high),
        {"nested": {"key": key("fraction", path), "filter": pair}},
    )
