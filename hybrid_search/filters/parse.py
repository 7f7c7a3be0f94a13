"""The dict spelling of filters, for configuration files, JSON and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hybrid_search.errors import InvalidFilter
from hybrid_search.filters.tree import MAX_DEPTH, And, Compare, Exists, Filter, IsIn, Or, all_of
from hybrid_search.types.document import shorten
from hybrid_search.types.metadata import read_date

Where = Filter | Mapping[str, Any]
"""A filter in either spelling."""


def parse(where: Where | None) -> Filter | None:
    """The filter tree of either spelling; None stays None.

    The dict spelling: ``{"lang": "en"}`` is equality, ``{"year": {"$gte": 2020, "$lt": 2024}}`` uses operators, several
    keys are joined by and, and ``$and``, ``$or`` (lists) and ``$not`` combine. Operators: ``$eq $ne $lt $lte $gt $gte
    $in $nin $contains $exists``. A date that comes from JSON is spelled ``{"$date": "2021-05-01T12:00:00Z"}``.

    Raises:
        InvalidFilter: naming what is wrong. An empty dict is refused: it would silently match everything.
    """
    if where is None or isinstance(where, Filter):
        return where
    return _parse(where, 1)


def _parse(where: object, depth: int) -> Filter:
    if depth > MAX_DEPTH:
        raise InvalidFilter(f"the filter is nested deeper than {MAX_DEPTH} levels; flatten it")
    if isinstance(where, Filter):
        return where
    if not isinstance(where, Mapping):
        raise InvalidFilter(f"a filter is a dict or built with F, not {type(where).__name__} {shorten(repr(where))}")
    if not where:
        raise InvalidFilter(
            "the filter {} is empty and would match every document; pass None to search without a filter"
        )
    parts = [part for key, value in where.items() for part in _parse_entry(key, value, depth)]
    joined = all_of(*parts)
    assert joined is not None  # an entry gives at least one part
    return joined


def _parse_entry(key: str, value: object, depth: int) -> list[Filter]:
    if key in ("$and", "$or"):
        if not isinstance(value, list | tuple):
            raise InvalidFilter(f"filter {key} takes a list of filters, not {type(value).__name__}")
        children = tuple(_parse(item, depth + 1) for item in value)
        return [And(children) if key == "$and" else Or(children)]
    if key == "$not":
        return [~_parse(value, depth + 1)]
    if isinstance(key, str) and key.startswith("$"):
        raise InvalidFilter(
            f"filter: unknown operator {key!r}; known at this place: $and, $or, $not and metadata paths"
        )
    value = _dated(key, value)
    if not isinstance(value, Mapping):
        return [_equal(key, value)]
    if not value:
        raise InvalidFilter(f"filter on {key!r}: {{}} names no operator; known: {', '.join(_OPERATORS)}")
    return [_parse_operator(key, operator, operand) for operator, operand in value.items()]


def _parse_operator(path: str, operator: str, operand: Any) -> Filter:
    build = _OPERATORS.get(operator)
    if build is None:
        raise InvalidFilter(f"filter on {path!r}: unknown operator {operator!r}; known: {', '.join(_OPERATORS)}")
    if isinstance(operand, list | tuple):
        return build(path, [_dated(path, item) for item in operand])
    return build(path, _dated(path, operand))


def _dated(path: str, value: object) -> object:
    try:
        return read_date(value)
    except ValueError as error:
        raise InvalidFilter(f"filter on {path!r}: {error}") from None


def _equal(path: str, value: Any) -> Filter:
    return ~Exists(path) if value is None else Compare(path, "eq", value)


def _exists(path: str, wanted: Any) -> Filter:
    if not isinstance(wanted, bool):
        raise InvalidFilter(f"filter on {path!r}: $exists takes true or false, not {shorten(repr(wanted))}")
    return Exists(path) if wanted else ~Exists(path)


_OPERATORS: Mapping[str, Callable[[str, Any], Filter]] = {
    "$eq": _equal,
    "$ne": lambda path, value: ~_equal(path, value),
    "$lt": lambda path, value: Compare(path, "lt", value),
    "$lte": lambda path, value: Compare(path, "lte", value),
    "$gt": lambda path, value: Compare(path, "gt", value),
    "$gte": lambda path, value: Compare(path, "gte", value),
    "$in": IsIn,
    "$nin": lambda path, values: ~IsIn(path, values),
    "$contains": lambda path, value: Compare(path, "eq", value),
    "$exists": _exists,
}
