"""From a record, which is named fields with their values, to a document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from hybrid_search.ingest.sources.base import MAX_BYTES, TOO_LONG, Entry, Rejected
from hybrid_search.ingest.sources.columns import Columns
from hybrid_search.ingest.sources.make import make, titled
from hybrid_search.types.metadata import MAX_DEPTH, read_date

_FIELDS = "metadata"


def document_of(place: str, record: Mapping[str, Any], columns: Columns) -> Entry:
    """The document of a record, or its rejection.

    The id is a string, or a whole number, which becomes its digits. Text and title are strings, of which one may be
    missing. A date becomes its midnight in UTC; ``{"$date": "2021-05-01T12:00:00Z"}`` is one, too.
    """
    try:
        key = columns.id_in(record)
        if key is None:
            wanted = 'neither "id" nor "_id"' if columns.id is None else f'no "{columns.id}"'
            return Rejected(place, f"there is {wanted}; every document needs an id")
        title = columns.title_in(record)
        text = titled("" if title is None else _string(record, title), _string(record, columns.text))
        if len(text) > MAX_BYTES:
            return Rejected(place, f"the text is {TOO_LONG}")
        return make(place, _id(record[key]), text, _metadata(record, key, columns))
    except _Unfit as unfit:
        return Rejected(place, str(unfit))


class _Unfit(ValueError):
    """A field does not hold what makes a document."""


def _id(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise _Unfit(f"the id is {_kind(value)}; it must be a string or a whole number")


def _string(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Unfit(f'"{name}" is {_kind(value)}; it must be a string')
    return value


def _metadata(record: Mapping[str, Any], key: str, columns: Columns) -> dict[str, Any]:
    if columns.metadata is not None:
        return {name: _dated(name, record.get(name)) for name in columns.metadata}
    own = record.get(_FIELDS)
    if own is None:
        own = {}
    elif not isinstance(own, Mapping):
        raise _Unfit(f'"{_FIELDS}" is {_kind(own)}; it must be an object')
    taken = {key, columns.text, columns.title_in(record), _FIELDS}
    others = {name: value for name, value in record.items() if name not in taken}
    if both := sorted(others.keys() & own.keys()):
        raise _Unfit(f'"{both[0]}" stands both in the record and in its "{_FIELDS}"; keep one')
    return {name: _dated(name, value) for name, value in (others | dict(own)).items()}


def _dated(name: str, value: object, depth: int = 1) -> object:
    if depth > MAX_DEPTH:
        return value  # the document says that it is too deep, and where
    try:
        found = [_date(item) for item in value] if isinstance(value, list) else _date(value)
    except ValueError as error:
        raise _Unfit(f'"{name}": {error}') from None
    if not isinstance(found, Mapping):
        return found
    return {key: _dated(f"{name}.{key}", item, depth + 1) for key, item in found.items()}


def _date(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return read_date(value)


def _kind(value: object) -> str:
    match value:
        case None:
            return "missing"
        case bool():
            return "a boolean"
        case str():
            return "a string"
        case int() | float():
            return "a number"
        case list() | tuple():
            return "an array"
        case Mapping():
            return "an object"
        case _:
            return f"a {type(value).__name__}"
