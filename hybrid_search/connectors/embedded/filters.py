"""Filters: from the tree to the engine's own filter, over the typed view of the metadata."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import qdrant_edge as engine

from hybrid_search.connectors.embedded.view import HIGH, PATHS, Group, encode, key, split, typed
from hybrid_search.filters import And, Compare, Exists, Filter, IsIn, Not, Operator, Or
from hybrid_search.types.metadata import Scalar, kind_of


def to_engine(where: Filter) -> engine.Filter:
    """The engine's filter that matches the same rows as *where*."""
    return _all(_condition(where))


def _condition(where: Filter) -> Any:
    match where:
        case Compare(path, "eq", value):
            return _any_of(path, (value,))
        case Compare(path, operator, value):
            return _in_range(path, operator, value)
        case IsIn(path, values):
            return _any_of(path, values)
        case Exists(path):
            return engine.FieldCondition(PATHS, match=engine.MatchValue(encode(path)))
        case And():
            return _all(*map(_condition, where.children))
        case Or():
            return _any(*map(_condition, where.children))
        case Not():
            return engine.Filter(must_not=[_condition(where.child)])
        case _:
            raise TypeError(f"unknown filter node {type(where).__name__}")


def _all(*conditions: Any) -> engine.Filter:
    return engine.Filter(must=list(conditions))


def _any(*conditions: Any) -> engine.Filter:
    if not conditions:  # the engine takes "any of none" as true
        return _all(engine.HasIdCondition(set()))
    return engine.Filter(should=list(conditions))


def _any_of(path: str, values: Iterable[Scalar]) -> engine.Filter:
    """Any value at *path* equals any of *values*."""
    groups: defaultdict[Group, list[Any]] = defaultdict(list)
    for group, stored in map(typed, values):
        groups[group].append(stored)
    fractions = groups.pop("fraction", [])
    whole = [engine.FieldCondition(key(group, path), match=engine.MatchAny(items)) for group, items in groups.items()]
    return _any(*whole, *_fractions_any_of(path, fractions))


def _fractions_any_of(path: str, fractions: list[dict[str, int]]) -> list[engine.Filter]:
    lows: defaultdict[int, list[int]] = defaultdict(list)
    for fraction in fractions:
        lows[fraction["high"]].append(fraction["low"])
    return [
        _fraction(path, high, engine.FieldCondition("low", match=engine.MatchAny(items)))
        for high, items in lows.items()
    ]


def _in_range(path: str, operator: Operator, value: Any) -> engine.Filter:
    """Any value at *path* stands in relation *operator* to the number or date *value*."""
    if kind_of(value) == "date":
        _, milliseconds = typed(value)
        return _all(engine.FieldCondition(key("date", path), range=_range(operator, milliseconds)))
    number = float(value)
    high, low = split(number)
    strict: Operator = "gt" if operator in ("gt", "gte") else "lt"
    return _any(
        engine.FieldCondition(key("integer", path), range=_range(operator, number)),
        engine.FieldCondition(key("fraction", path) + HIGH, range=_range(strict, high)),
        _fraction(path, high, engine.FieldCondition("low", range=_range(operator, low))),
    )


def _fraction(path: str, high: int, low: engine.FieldCondition) -> engine.Filter:
    """One fraction at *path* has both halves. The first condition is implied, and answered by an index."""
    return _all(
        engine.FieldCondition(key("fraction", path) + HIGH, match=engine.MatchValue(high)),
        engine.NestedCondition(
            key("fraction", path), _all(engine.FieldCondition("high", match=engine.MatchValue(high)), low)
        ),
    )


def _range(operator: Operator, bound: float) -> engine.RangeFloat:
    return engine.RangeFloat(**{operator: float(bound)})
