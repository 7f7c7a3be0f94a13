"""JSON Lines: one object a line; the ``corpus.jsonl`` of BEIR is one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hybrid_search.ingest.sources.base import Entry, Rejected, Source, Tick, no_tick, size_of
from hybrid_search.ingest.sources.columns import DEFAULT, Columns
from hybrid_search.ingest.sources.lines import lines
from hybrid_search.ingest.sources.record import document_of


class JsonlSource(Source):
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
        columns: Other names for these fields.
    """

    def __init__(self, path: Path, columns: Columns = DEFAULT) -> None:
        self._path = path
        self._columns = columns

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
                    yield document_of(place, _parse(line.text), self._columns)
                except _Malformed as malformed:
                    yield Rejected(place, str(malformed))


class _Malformed(ValueError):
    """The line is not a JSON object."""


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


_KINDS = {str: "string", int: "number", float: "number", bool: "boolean", list: "array"}
