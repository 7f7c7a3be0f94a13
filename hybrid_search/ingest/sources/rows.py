"""Records that are in memory or come from an iterator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hybrid_search.ingest.sources.base import Entry, Rejected, Source, Tick, no_tick
from hybrid_search.ingest.sources.columns import DEFAULT, Columns
from hybrid_search.ingest.sources.record import document_of
from hybrid_search.types import shorten


class RowsSource(Source):
    """Any iterable of mappings: the rows of a database cursor, a ``datasets.Dataset``, a generator of dicts.

    Fields and metadata as in :class:`JsonlSource`. What is a Document already needs no source: pass the iterable.

    Args:
        rows: The records; a generator can be read once only.
        columns: Other names for the fields.
        name: What the places of rejections begin with.
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]], columns: Columns = DEFAULT, *, name: str = "rows") -> None:
        self._rows = rows
        self._columns = columns
        self._name = name

    @property
    def size(self) -> int:
        """0: not known in bytes."""
        return 0

    def read(self, tick: Tick = no_tick) -> Iterator[Entry]:  # noqa: ARG002  # nothing is read in bytes
        """See :meth:`Source.read`. What the iterable raises goes through."""
        for number, row in enumerate(self._rows, start=1):
            place = f"{self._name}, row {number}"
            if isinstance(row, Mapping):
                yield document_of(place, row, self._columns)
            else:
                yield Rejected(place, f"is {type(row).__name__} {shorten(repr(row))}; it must be a mapping")
