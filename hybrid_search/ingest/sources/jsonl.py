"""JSON Lines: one object a line; the ``corpus.jsonl`` of BEIR is one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hybrid_search.ingest.sources.base import Entry, Rejected, Tick, no_tick, size_of
from hybrid_search.ingest.sources.lines import lines
from hybrid_search.ingest.sources.make import make, titled
from hybrid_search.types.metadata import read_date

_OWN_FIELDS = {"text", "title", "metadata"}


class JsonlSource:
    """A file of JSON objects, one a line, UTF-8.

    Fields of a line:

    - ``id`` (or ``_id``): a string, or a whole number, which becomes its digits.
    - ``text``: a string. It may be empty or missing where there is a title.
    - ``title``: a string, put before the text as its first sentence.
    - ``metadata``: an object; see :mod:`hybrid_search.types.metadata` for the values that it may hold.
    - Every other field becomes metadata too, so nothing of a line is lost. A field that stands in both is rejected.

    A date in the metadata is spelled ``{"$date": "2021-05-01T12:00:00Z"}``; without a time zone it is UTC.

    Blank lines are skipped.

    Args:
        path: The file; it is opened by :meth:`read`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return size_of(self._path)

    def read(self, tick: Tick = no_tick) -> Iterator[Entry]:
        """See :meth:`Source.read`."""
        for line in lines(self._path, tick):
            if isinstance(line, Rejected):
                yield line
            elif line.text.strip():
                place = f"{self._path.as_posix()}:{line.number}"
                try:
                    yield _entry(place, line.text)
                except _Malformed as malformed:
                    yield Rejected(place, str(malformed))


class _Malformed(ValueError):
    """The line is not an object with the fields that make a document."""


def _entry(place: str, text: str) -> Entry:
    record = _parse(text)
    key = "id" if "id" in record else "_id"
    if key not in record:
        raise _Malformed('there is neither "id" nor "_id"; every document needs an id')
    body = titled(_string(record, "title"), _string(record, "text"))
    return make(place, _id(record[key]), body, _metadata(record, key))


def _parse(text: str) -> dict[str, Any]:
    try:
        record = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise _Malformed(f"is not valid JSON ({error.msg} at column {error.colno})") from None
    except RecursionError:
        raise _Malformed("is nested too deeply") from None
    except _Malformed:
        raise
    except ValueError as error:  # a whole number of more digits than Python converts
        raise _Malformed(f"cannot be read ({error})") from None
    if not isinstance(record, dict):
        raise _Malformed(f"is a JSON {_KINDS.get(type(record), 'value')}; every line must be an object")
    return record


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in record if names.count(name) > 1)
        raise _Malformed(f"says {twice!r} twice; keep one")
    return record


def _id(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise _Malformed(f"the id is a JSON {_KINDS.get(type(value), 'value')}; it must be a string or a whole number")


def _string(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Malformed(f'"{name}" is a JSON {_KINDS.get(type(value), "value")}; it must be a string')
    return value


def _metadata(record: dict[str, Any], key: str) -> dict[str, Any]:
    own = record.get("metadata")
    if own is None:
        own = {}
    elif not isinstance(own, dict):
        raise _Malformed(f'"metadata" is a JSON {_KINDS.get(type(own), "value")}; it must be an object')
    others = {name: value for name, value in record.items() if name != key and name not in _OWN_FIELDS}
    if both := sorted(others.keys() & own.keys()):
        raise _Malformed(f'"{both[0]}" stands both in the line and in its "metadata"; keep one')
    return {name: _dated(name, value) for name, value in (others | own).items()}


def _dated(name: str, value: object) -> object:
    try:
        found = [read_date(item) for item in value] if isinstance(value, list) else read_date(value)
    except ValueError as error:
        raise _Malformed(f'"{name}": {error}') from None
    return {key: _dated(f"{name}.{key}", item) for key, item in found.items()} if isinstance(found, dict) else found


_KINDS = {str: "string", int: "number", float: "number", bool: "boolean", list: "array", dict: "object"}
