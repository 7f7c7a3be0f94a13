"""The meaning of filters, written a second time from their description and from nothing else.

It works on what the caller writes (the dict spelling, and metadata before any check), so that it shares no step with
the library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

_RANGES: dict[str, Callable[[Any, Any], bool]] = {
    "$lt": lambda stored, wanted: stored < wanted,
    "$lte": lambda stored, wanted: stored <= wanted,
    "$gt": lambda stored, wanted: stored > wanted,
    "$gte": lambda stored, wanted: stored >= wanted,
}


def holds(where: Mapping[str, Any], metadata: Mapping[str, Any]) -> bool:
    """Whether a document with this metadata matches the filter in the dict spelling."""
    return all(_entry(key, value, metadata) for key, value in where.items())


def _entry(key: str, value: Any, metadata: Mapping[str, Any]) -> bool:
    if key == "$and":
        return all(holds(part, metadata) for part in value)
    if key == "$or":
        return any(holds(part, metadata) for part in value)
    if key == "$not":
        return not holds(value, metadata)
    conditions = value if isinstance(value, Mapping) else {"$eq": value}
    return all(_condition(name, operand, _values(metadata, key)) for name, operand in conditions.items())


def _condition(name: str, operand: Any, stored: list[Any]) -> bool:
    if name == "$ne":
        return not _condition("$eq", operand, stored)
    if name == "$nin":
        return not _condition("$in", operand, stored)
    if name == "$exists":
        return bool(operand) == (len(stored) > 0)
    if name == "$eq" and operand is None:
        return not stored
    if name == "$in":
        return any(_equal(value, wanted) for value in stored for wanted in operand)
    if name in ("$eq", "$contains"):
        return any(_equal(value, operand) for value in stored)
    return any(_kind(value) == _kind(operand) and _RANGES[name](_bare(value), _bare(operand)) for value in stored)


def _values(metadata: Mapping[str, Any], path: str) -> list[Any]:
    found: list[Any] = []
    for key, value in metadata.items():
        if isinstance(value, Mapping):
            if path.startswith(key + "."):
                found += _values(value, path.removeprefix(key + "."))
        elif key == path:
            found += value if isinstance(value, list) else [value]
    return [value for value in found if value is not None]


def _equal(stored: Any, wanted: Any) -> bool:
    return _kind(stored) == _kind(wanted) and bool(_bare(stored) == _bare(wanted))


def _kind(value: Any) -> str:
    kinds: dict[str, type] = {"bool": bool, "int": int, "float": float, "string": str, "date": datetime}
    kind = next(kind for kind, type_ in kinds.items() if isinstance(value, type_))
    return "number" if kind in ("int", "float") else kind


def _bare(value: Any) -> Any:
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    return value
