"""The meaning of a filter, as a function: what the memory connector does and every backend must agree with."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from hybrid_search.filters.tree import And, Compare, Exists, Filter, IsIn, Not, Operator, Or
from hybrid_search.types.metadata import Kind, Scalar, epoch_ms

Values = Mapping[str, tuple[Scalar, ...]]
"""Dotted path to its values, as :func:`hybrid_search.types.metadata.flatten` gives them."""

_RELATIONS: Mapping[Operator, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


def matches(filter: Filter | None, values: Values) -> bool:
    """Whether a document with these values matches; None matches everything."""
    match filter:
        case None:
            return True
        case Compare(path, relation, value):
            kind, wanted = comparable(value)
            holds = _RELATIONS[relation]
            return any(k == kind and holds(v, wanted) for k, v in map(comparable, values.get(path, ())))
        case IsIn(path, wanted_values):
            wanted_set = set(map(comparable, wanted_values))
            return any(comparable(value) in wanted_set for value in values.get(path, ()))
        case Exists(path):
            return bool(values.get(path))
        case And():
            return all(matches(child, values) for child in filter.children)
        case Or():
            return any(matches(child, values) for child in filter.children)
        case Not():
            return not matches(filter.child, values)
        case _:
            raise TypeError(f"unknown filter node {type(filter).__name__}")


def comparable(value: Scalar) -> tuple[Kind, Any]:
    """The value's kind and what is compared within it: floats for numbers, milliseconds for dates."""
    match value:
        case str():
            return "string", value
        case bool():  # before the numbers, since a bool is an int to Python
            return "bool", value
        case datetime():
            return "date", epoch_ms(value)
        case _:
            return "number", float(value)
