"""Filters: from the tree to Pinecone's filter language, over the tokens and bounds of :mod:`.view`.

The language has no ``$not``, so a negation is pushed to the leaves (De Morgan) and each leaf has a negative form. Both
forms name keys that every record has, or the token that says that the key is there, so what Pinecone does with a
missing key never matters. Values travel as JSON values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hybrid_search.connectors.pinecone.view import TOKENS, Bound, bound, equal, has, present, range_of
from hybrid_search.filters import And, Compare, Exists, Filter, IsIn, Not, Operator, Or
from hybrid_search.types.metadata import Scalar

PineconeFilter = dict[str, Any]

_NOWHERE = "!"  # no record has this token
_RANGES: Mapping[Operator, tuple[Bound, str, str]] = {
    "gt": ("hi", "$gt", "$lte"),
    "gte": ("hi", "$gte", "$lt"),
    "lt": ("lo", "$lt", "$gte"),
    "lte": ("lo", "$lte", "$gt"),
}
"""Operator to the bound that decides, its comparison, and the opposite one."""


def to_pinecone(where: Filter) -> PineconeFilter:
    """The filter that matches the same rows as *where*."""
    return _filter(where, wanted=True)


def _filter(where: Filter, *, wanted: bool) -> PineconeFilter:
    match where:
        case Compare(path, "eq", value):
            return _tokens([equal(path, value)], wanted=wanted)
        case Compare(path, operator, value):
            return _range(path, operator, value, wanted=wanted)
        case IsIn(path, values):
            return _tokens([equal(path, value) for value in values], wanted=wanted)
        case Exists(path):
            return _tokens([present(path)], wanted=wanted)
        case And():
            return _join("$and" if wanted else "$or", where.children, wanted=wanted)
        case Or():
            return _join("$or" if wanted else "$and", where.children, wanted=wanted)
        case Not():
            return _filter(where.child, wanted=not wanted)
        case _:
            raise TypeError(f"unknown filter node {type(where).__name__}")


def _tokens(tokens: Iterable[str], *, wanted: bool) -> PineconeFilter:
    """Any of the tokens is there, or none of them."""
    distinct = list(dict.fromkeys(tokens)) or [_NOWHERE]  # an empty list is not allowed
    return {TOKENS: {"$in" if wanted else "$nin": distinct}}


def _range(path: str, operator: Operator, value: Scalar, *, wanted: bool) -> PineconeFilter:
    end, comparison, opposite = _RANGES[operator]
    group, number = range_of(value)
    key = bound(group, end, path)
    there = has(group, path)
    if wanted:
        return {"$and": [_tokens([there], wanted=True), {key: {comparison: number}}]}
    return {"$or": [_tokens([there], wanted=False), {key: {opposite: number}}]}


def _join(connective: str, children: Iterable[Filter], *, wanted: bool) -> PineconeFilter:
    parts = [_filter(child, wanted=wanted) for child in children]
    return parts[0] if len(parts) == 1 else {connective: parts}
