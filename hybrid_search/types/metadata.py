"""Metadata: the checks, one canonical form, and the flat view that filters read.

Allowed values: str, bool, int and float within 2**53, datetime, None, flat lists of one of these kinds, and mappings
nested up to 8 levels, addressed by dots ("author.name"). A dot inside a key addresses the same path as nesting; a
document that says one path twice is rejected. Keys starting with ``_hs`` are reserved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from hybrid_search.errors import InvalidDocument
from hybrid_search.types.frozen_dict import FrozenDict

MAX_DEPTH = 8
MAX_NUMBER = 2**53
RESERVED_PREFIX = "_hs"

Scalar = str | bool | int | float | datetime
Kind = Literal["string", "bool", "number", "date"]


def kind_of(value: object) -> Kind | None:
    """Which of the four comparable kinds *value* is; None for anything else. A bool is never a number."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, datetime):
        return "date"
    return None


def epoch_ms(moment: datetime) -> int:
    """Milliseconds since 1970-01-01 UTC, rounded down: the precision at which every backend compares dates.

    A datetime without a time zone is read as UTC.
    """
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    delta = aware - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1000 + delta.microseconds // 1000


def is_storable(number: float) -> bool:
    """Whether a number is finite and within 2**53, where every backend keeps it exactly."""
    return abs(number) <= MAX_NUMBER  # false for NaN; compared without a conversion, so an int of any size can be asked


def number_text(number: float) -> str:
    """A number for a message; Python refuses to print a whole number of thousands of digits."""
    if isinstance(number, int) and number.bit_length() > 64:
        return f"a whole number of {number.bit_length():,} bits"
    return str(number)


def as_utc(moment: datetime) -> datetime:
    """The moment as a plain datetime in UTC; one without a time zone is read as UTC.

    Raises:
        ValueError: if it is none (as pandas' NaT), or lies outside the years 1 to 9999 in UTC.
    """
    try:
        aware = moment.replace(tzinfo=UTC) if moment.utcoffset() is None else moment.astimezone(UTC)
        return datetime.combine(aware.date(), aware.time().replace(fold=0), UTC)
    except OverflowError as error:
        raise ValueError(str(error)) from None


def freeze(metadata: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """A checked, read-only, deep copy: lists become tuples, datetimes UTC.

    Args:
        metadata: The mapping as the caller gave it.
        where: What it belongs to, for the message ("document 'a'").

    Raises:
        InvalidDocument: naming the path and the rule.
    """
    seen: set[str] = set()
    return _freeze_mapping(metadata, "", 1, seen, where)


def _freeze_mapping(
    mapping: Mapping[str, Any], prefix: str, depth: int, seen: set[str], where: str
) -> Mapping[str, Any]:
    if not isinstance(mapping, Mapping):
        raise InvalidDocument(f"{where}: metadata is {type(mapping).__name__}; it must be a mapping")
    if depth > MAX_DEPTH:
        raise InvalidDocument(f"{where}: metadata {prefix!r} is nested deeper than {MAX_DEPTH} levels; flatten it")
    frozen: dict[str, Any] = {}
    for key, value in mapping.items():
        path = _check_key(key, prefix, where)
        if isinstance(value, Mapping):
            frozen[key] = _freeze_mapping(value, path, depth + 1, seen, where)
            continue
        if path in seen:
            raise InvalidDocument(f"{where}: metadata says {path!r} twice, once nested and once with a dot; keep one")
        seen.add(path)
        frozen[key] = _freeze_value(value, path, where)
    return FrozenDict(frozen)


def _check_key(key: object, prefix: str, where: str) -> str:
    if not isinstance(key, str):
        raise InvalidDocument(f"{where}: metadata key {key!r} is {type(key).__name__}; keys must be strings")
    path = f"{prefix}.{key}" if prefix else key
    if any(not part for part in key.split(".")):
        raise InvalidDocument(f"{where}: metadata key {path!r} has an empty part; every part between dots needs a name")
    if not prefix and key.startswith(RESERVED_PREFIX):
        raise InvalidDocument(f"{where}: metadata key {key!r} is reserved (keys starting with '_hs'); rename it")
    check_text(path, f"{where}: metadata key {path!r}")
    return path


def check_text(text: str, where: str) -> None:
    """Reject NUL and lone surrogates: the first ends strings in some backends, the second has no UTF-8 form.

    Raises:
        InvalidDocument: naming which of the two it is.
    """
    if "\x00" in text:
        raise InvalidDocument(f"{where} holds a NUL character; remove it")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidDocument(
            f"{where} holds a lone surrogate at character {error.start}; decode the source with errors='replace'"
        ) from None


def _freeze_value(value: object, path: str, where: str) -> object:
    if value is None:
        return None
    if isinstance(value, list | tuple):
        if None in value:
            raise InvalidDocument(f"{where}: metadata {path!r} is a list that holds None; leave it out of the list")
        items = tuple(_freeze_scalar(item, path, where) for item in value)
        kinds = sorted({str(kind_of(item)) for item in items})
        if len(kinds) > 1:
            raise InvalidDocument(
                f"{where}: metadata {path!r} is a list that mixes {' and '.join(kinds)}; use one kind"
            )
        return items
    return _freeze_scalar(value, path, where)


def _freeze_scalar(value: object, path: str, where: str) -> Scalar:
    if isinstance(value, str):
        check_text(value, f"{where}: metadata {path!r}")
        return value
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        if not is_storable(value):
            raise InvalidDocument(
                f"{where}: metadata {path!r} is {number_text(value)}; numbers must be finite and within 2**53"
            )
        return value
    if isinstance(value, datetime):
        try:
            return as_utc(value)
        except ValueError:
            raise InvalidDocument(
                f"{where}: metadata {path!r} is the date {value!r}; in UTC it must lie in the years 1 to 9999"
            ) from None
    raise InvalidDocument(
        f"{where}: metadata {path!r} is {type(value).__name__}; allowed are str, bool, int, float, datetime, None, "
        "flat lists of one of these, and nested mappings"
    )


def flatten(metadata: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, tuple[Scalar, ...]]]:
    """Each dotted path with its values; a scalar is a list of one, None and an empty list give no path at all."""
    for key, value in metadata.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, Mapping):
            yield from flatten(value, path)
        elif isinstance(value, tuple):
            if value:
                yield path, value
        elif value is not None:
            yield path, (value,)


def to_json(metadata: Mapping[str, Any]) -> str:
    """Canonical JSON (sorted keys); a datetime is ``{"$date": "…"}``."""
    return _ENCODER.encode(_escaped(metadata))


def from_json(text: str) -> Mapping[str, Any]:
    """The inverse of :func:`to_json`, frozen; it trusts the text, which the library itself wrote."""
    decoded = _DECODER.decode(text)
    assert isinstance(decoded, Mapping)
    return decoded


def _escaped(metadata: Mapping[str, Any]) -> dict[str, Any]:
    # A user's own {"$date": …} must come back as he wrote it, so his "$" keys are escaped by one more.
    return {
        "$" + key if key.startswith("$") else key: _escaped(value) if isinstance(value, Mapping) else value
        for key, value in metadata.items()
    }


def _date(value: object) -> object:
    if isinstance(value, datetime):
        return {"$date": value.isoformat()}
    raise TypeError(f"{type(value).__name__} is not metadata")


def read_date(value: object) -> object:
    """The datetime of ``{"$date": "2021-05-01T12:00:00Z"}``, a date as JSON spells it here; else the value itself.

    Raises:
        ValueError: if the text is not ISO 8601.
    """
    if isinstance(value, Mapping) and set(value) == {"$date"}:
        text = value["$date"]
        if not isinstance(text, str):
            raise ValueError(f"$date takes an ISO 8601 text such as '2021-05-01T12:00:00Z', not {text!r}")
        return datetime.fromisoformat(text)
    return value


def _decode(mapping: dict[str, Any]) -> object:
    if set(mapping) == {"$date"}:
        return read_date(mapping)
    return FrozenDict(
        (key.removeprefix("$") if key.startswith("$$") else key, tuple(item) if isinstance(item, list) else item)
        for key, item in mapping.items()
    )


_ENCODER = json.JSONEncoder(default=_date, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
_DECODER = json.JSONDecoder(object_hook=_decode)
