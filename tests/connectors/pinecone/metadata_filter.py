"""Pinecone's metadata filters, as documented: https://docs.pinecone.io/guides/search/filter-by-metadata."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from tests.connectors.pinecone.api_error import ApiError

MAX_VALUES = 10_000

_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "$gt": operator.gt,
    "$gte": operator.ge,
    "$lt": operator.lt,
    "$lte": operator.le,
}


def holds(where: Mapping[str, Any], metadata: Mapping[str, Any]) -> bool:
    """Whether a record with this metadata matches."""
    return all(_holds_one(key, condition, metadata) for key, condition in where.items())


def check(where: Any) -> None:
    """Refuse what Pinecone refuses: other operators, values of another type, empty lists."""
    if not isinstance(where, Mapping) or not where:
        raise ApiError(400, "Invalid filter: expected a non-empty object")
    for key, condition in where.items():
        if key in ("$and", "$or"):
            if not isinstance(condition, list) or not condition:
                raise ApiError(400, f"Invalid filter: {key} takes a non-empty list")
            for child in condition:
                check(child)
        elif key.startswith("$"):
            raise ApiError(400, f"Invalid filter: unknown operator {key}")
        else:
            _check_condition(key, condition)


def _check_condition(key: str, condition: Any) -> None:
    if not isinstance(condition, Mapping):
        _check_scalar(key, condition)
        return
    for name, value in condition.items():
        if name in ("$in", "$nin"):
            _check_list(name, value)
        elif name in _COMPARISONS:
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ApiError(400, f"Invalid filter: {name} takes a number")
        elif name == "$exists":
            if not isinstance(value, bool):
                raise ApiError(400, "Invalid filter: $exists takes a boolean")
        elif name in ("$eq", "$ne"):
            _check_scalar(key, value)
        else:
            raise ApiError(400, f"Invalid filter: unknown operator {name}")


def _check_list(name: str, values: Any) -> None:
    if not isinstance(values, list) or not 1 <= len(values) <= MAX_VALUES:
        raise ApiError(400, f"Invalid filter: {name} takes a list of 1 to {MAX_VALUES} values")
    if any(isinstance(one, bool) or not isinstance(one, str | int | float) for one in values):
        raise ApiError(400, f"Invalid filter: {name} takes strings and numbers")


def _check_scalar(key: str, value: Any) -> None:
    if not isinstance(value, str | int | float):
        raise ApiError(400, f"Invalid filter: {key} is compared with {type(value).__name__}")


def _holds_one(key: str, condition: Any, metadata: Mapping[str, Any]) -> bool:
    if key == "$and":
        return all(holds(child, metadata) for child in condition)
    if key == "$or":
        return any(holds(child, metadata) for child in condition)
    stored = metadata.get(key)
    values = stored if isinstance(stored, list) else [] if stored is None else [stored]
    if not isinstance(condition, Mapping):
        return any(_same(value, condition) for value in values)
    return all(_compare(name, wanted, values) for name, wanted in condition.items())


def _compare(name: str, wanted: Any, values: list[Any]) -> bool:
    if name == "$eq":
        return any(_same(value, wanted) for value in values)
    if name == "$ne":
        return not any(_same(value, wanted) for value in values)
    if name == "$in":
        return any(_same(value, one) for value in values for one in wanted)
    if name == "$nin":
        return not any(_same(value, one) for value in values for one in wanted)
    if name == "$exists":
        return bool(values) is wanted
    compare = _COMPARISONS[name]
    return any(not isinstance(value, str | bool) and compare(value, wanted) for value in values)


def _same(value: Any, wanted: Any) -> bool:
    return isinstance(value, bool) == isinstance(wanted, bool) and value == wanted
