"""CSV: one record a document, with a header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from hybrid_search.errors import InvalidDocument, InvalidSource
from hybrid_search.ingest.sources.base import Entry, Rejected, Source, Tick, no_tick, size_of
from hybrid_search.ingest.sources.columns import DEFAULT, Columns
from hybrid_search.ingest.sources.make import make, titled
from hybrid_search.ingest.sources.records import records
from hybrid_search.types import shorten
from hybrid_search.types.metadata import freeze


class CsvSource(Source):
    """A file of comma-separated records with a header, UTF-8, quoted as RFC 4180 says.

    Columns: ``id`` (or ``_id``) and ``text``; ``title`` if there is one, put before the text as its first sentence.
    Every other column becomes metadata: a string as it stands, since only the caller knows whether ``007`` is a number
    and ``1e5`` a name. Columns named in *numbers* become numbers, which range filters need. An empty cell gives no
    metadata.

    Args:
        path: The file; its header is read here, the rest by :meth:`read`.
        numbers: Columns whose cells are numbers; a cell that is none rejects its record.
        columns: Other names for these columns, and which of the others become metadata.

    Raises:
        InvalidSource: if the header lacks a column, names one twice or has one without a name.
    """

    def __init__(self, path: Path, numbers: Sequence[str] = (), columns: Columns = DEFAULT) -> None:
        self._path = path
        self._numbers = frozenset(numbers)
        self._columns = columns
        self._header = _header(path)
        self._read = frozenset(columns.read_of(self._header, f"{path.as_posix()}:1"))
        self._id = columns.id_in(self._header) or ""
        self._title = columns.title_in(self._header)
        parts = {self._id, columns.text, self._title}
        self._metadata = frozenset(self._read - parts if columns.metadata is None else columns.metadata)
        for column in sorted(self._numbers - self._read):
            found = ", ".join(map(repr, self._header))
            raise InvalidSource(f"{path.as_posix()}:1: there is no column {column!r} to be read; there are {found}")

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return size_of(self._path)

    def read(self, tick: Tick = no_tick) -> Iterator[Entry]:
        """See :meth:`Source.read`."""
        unread = records(self._path, tick)
        next(unread, None)  # the header
        for record in unread:
            if isinstance(record, Rejected):
                yield record
            elif record.cells:
                yield self._entry(f"{self._path.as_posix()}:{record.number}", record.cells)

    def _entry(self, place: str, cells: Sequence[str]) -> Entry:
        if len(cells) != len(self._header):
            return Rejected(place, f"has {len(cells)} columns where the header has {len(self._header)}")
        row = dict(zip(self._header, cells, strict=True))
        text = titled("" if self._title is None else row[self._title], row[self._columns.text])
        metadata: dict[str, str | int | float] = {
            column: cell for column, cell in row.items() if cell and column in self._metadata
        }
        for column in self._numbers & metadata.keys():
            try:
                metadata[column] = _number(row[column])
            except ValueError:
                return Rejected(place, f"column {column!r} is {shorten(row[column])!r}, which is not a number")
        return make(place, row[self._id], text, metadata)


def _header(path: Path) -> list[str]:
    first = next(records(path, no_tick), None)
    if first is None:
        raise InvalidSource(f"{path.as_posix()}: the file is empty; its first line must name the columns")
    if isinstance(first, Rejected):
        raise InvalidSource(f"{first}; the first line must name the columns")
    if not first.cells:
        raise InvalidSource(f"{path.as_posix()}:1: the line is blank; it must name the columns")
    columns = [name.strip() for name in first.cells]
    if "" in columns:
        raise InvalidSource(
            f"{path.as_posix()}:1: column {columns.index('') + 1} has no name; name it (pandas: to_csv(index=False))"
        )
    try:
        freeze(dict.fromkeys(columns, ""), f"{path.as_posix()}:1")  # else every record would be rejected, one by one
    except InvalidDocument as error:
        raise InvalidSource(str(error)) from None
    if len(set(columns)) < len(columns):
        twice = next(name for name in columns if columns.count(name) > 1)
        raise InvalidSource(f"{path.as_posix()}:1: the header has the column {twice!r} twice; rename one")
    return columns


def _number(cell: str) -> int | float:
    if "_" in cell:  # Python reads 1_000, nobody else does
        raise ValueError(cell)
    try:
        return int(cell)
    except ValueError:
        return float(cell)
