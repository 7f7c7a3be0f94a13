"""Filters on an index that somebody else wrote: over its own metadata keys, by Pinecone's own rules.

Those differ from this library's: what a comparison does with a key that is missing is Pinecone's affair, a list of
numbers cannot be stored, and a date is compared as the text that it may be stored as.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hybrid_search.connectors.foreign import foreign_path
from hybrid_search.errors import Unsupported
from hybrid_search.filters import And, Compare, Exists, Filter, IsIn, Not, Or
from hybrid_search.types.metadata import Scalar

PineconeFilter = dict[str, Any]

_OPPOSITES = {"eq": "$ne", "gt": "$lte", "gte": "$lt", "lt": "$gte", "lte": "$gt"}


def to_foreign(where: Filter, url: str) -> PineconeFilter:
    """Pinecone's filter.

    Raises:
        Unsupported: for what it cannot compare, and for the reserved paths, which only indexes of this library have.
    """
    return _filter(where, url, wanted=True)


def _filter(where: Filter, url: str, *, wanted: bool) -> PineconeFilter:
    match where:
        case Compare(path, "eq", value):
            return {_key(path, url): {"$eq" if wanted else "$ne": _value(value, path, url)}}
        case Compare(path, _, datetime()):
            raise Unsupported(f"{url}: Pinecone compares numbers only, so dates at {path!r} have no range there")
        case Compare(path, operator, value):
            key = _key(path, url)
            if wanted:
                return {key: {f"${operator}": value}}
            return {"$or": [{key: {"$exists": False}}, {key: {_OPPOSITES[operator]: value}}]}
        case IsIn(path, values):
            return _is_in(_key(path, url), [_value(value, path, url) for value in values], wanted=wanted)
        case Exists(path):
            return {_key(path, url): {"$exists": wanted}}
        case And():
            return _join("$and" if wanted else "$or", where.children, url, wanted=wanted)
        case Or():
            return _join("$or" if wanted else "$and", where.children, url, wanted=wanted)
        case Not():
            return _filter(where.child, url, wanted=not wanted)
        case _:
            raise TypeError(f"unknown filter node {type(where).__name__}")


def _is_in(key: str, values: list[Any], *, wanted: bool) -> PineconeFilter:
    """As comparisons with each value, since ``$in`` takes no bools; of none, nothing."""
    if not values:
        never = {"$and": [{key: {"$exists": True}}, {key: {"$exists": False}}]}
        always = {"$or": [{key: {"$exists": True}}, {key: {"$exists": False}}]}
        return never if wanted else always
    if any(isinstance(value, bool) for value in values):
        each = [{key: {"$eq" if wanted else "$ne": value}} for value in values]
        return {"$or" if wanted else "$and": each}
    return {key: {"$in" if wanted else "$nin": values}}


def _join(connective: str, children: Iterable[Filter], url: str, *, wanted: bool) -> PineconeFilter:
    parts = [_filter(child, url, wanted=wanted) for child in children]
    return parts[0] if len(parts) == 1 else {connective: parts}


def _key(path: str, url: str) -> str:
    if path.startswith("$"):
        raise Unsupported(f"{url}: {path!r} is no key of Pinecone's metadata, where '$' begins an operator")
    return foreign_path(path, url)


def _value(value: Scalar, path: str, url: str) -> Any:
    if isinstance(value, datetime):
        raise Unsupported(f"{url}: Pinecone stores no dates; compare {path!r} with the text or number that is stored")
    return value
