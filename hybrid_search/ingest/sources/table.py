"""Files of columns: Parquet and Arrow, of which a few rows at a time become documents."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hybrid_search.errors import InvalidSource, MissingExtra
from hybrid_search.ingest.sources.base import Entry, Rejected, Source, Tick, no_tick, size_of, unreadable
from hybrid_search.ingest.sources.columns import DEFAULT, Columns
from hybrid_search.ingest.sources.record import document_of

ROWS = 256
"""Rows that are held as Python objects."""


class TableSource(Source):
    """What the sources of both kinds of file share.

    Columns: ``id`` (or ``_id``) and ``text``; ``title`` if there is one, put before the text as its first sentence.
    Every other column becomes metadata of its own type; a date becomes its midnight in UTC.

    Args:
        path: The file; its schema is read here, the rest by :meth:`read`.
        columns: Other names for these columns, and which of the others become metadata.

    Raises:
        InvalidSource: if the file cannot be read, a column is missing, or one is of a type that metadata cannot hold.
        MissingExtra: without the extra ``arrow``.
    """

    def __init__(self, path: Path, columns: Columns = DEFAULT) -> None:
        self._path = path
        self._columns = columns
        arrow = pyarrow(type(self).__name__)
        try:
            schema = self._schema()
        except (OSError, arrow.ArrowException) as error:
            raise InvalidSource(f"{path.as_posix()}: cannot be read ({first_line(error)})") from None
        self._read = columns.read_of(schema.names, path.as_posix())
        for name in self._read:
            self._check(arrow.types, name, schema.field(name).type)

    def _check(self, types: Any, name: str, type_: Any) -> None:  # pyarrow carries no types
        """Refuse at once what would reject every row."""
        columns = self._columns
        place = f"{self._path.as_posix()}: column {name!r} is {type_}"
        if name in {columns.text, columns.title_in(self._read)}:
            if not _is_text(types, type_):
                raise InvalidSource(
                    f"{place}; it must hold strings, or say with Columns(…) which column is meant "
                    "(--text-column, --title-column on the command line)"
                )
        elif name == columns.id_in(self._read):
            if not _is_id(types, type_):
                raise InvalidSource(
                    f"{place}; it must hold strings or whole numbers, or say with Columns(id=…) which column is meant "
                    "(--id-column on the command line)"
                )
        else:
            if not _is_metadata(types, type_):
                raise InvalidSource(
                    f"{place}, which metadata cannot hold; say with Columns(metadata=[…]) which columns are "
                    "wanted (--metadata-column on the command line)"
                )
            if name == "metadata" and columns.metadata is None and not types.is_struct(type_):
                raise InvalidSource(f"{place}; it must hold fields, or say with Columns(metadata=[…]) what is wanted")

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return size_of(self._path)

    def read(self, tick: Tick = no_tick) -> Iterator[Entry]:
        """See :meth:`Source.read`."""
        arrow, size, ticked, number = pyarrow(type(self).__name__), self.size, 0, 0
        place = self._path.as_posix()
        try:
            for batch, position in self._batches(self._read):
                for start in range(0, batch.num_rows, ROWS):
                    for record in _records(_in_microseconds(arrow, batch.slice(start, ROWS))):
                        number += 1
                        yield self._entry(f"{place}, row {number}", record)
                tick(position - ticked)
                ticked = position
        except OSError as error:
            yield unreadable(place, error)
        except (arrow.ArrowException, ValueError) as error:  # ValueError: a value that Python has no form for
            yield Rejected(f"{place}, row {number + 1}", f"cannot be read from here on ({first_line(error)})")
        tick(size - ticked)

    def _entry(self, place: str, record: dict[str, Any] | Exception) -> Entry:
        if isinstance(record, Exception):
            return Rejected(place, f"cannot be read ({first_line(record)})")
        return document_of(place, record, self._columns)

    @abstractmethod
    def _schema(self) -> Any:  # as above
        """The schema of the file."""

    @abstractmethod
    def _batches(self, columns: list[str]) -> Iterator[tuple[Any, int]]:  # as above
        """Record batches with these columns, each with the bytes of the file that are read after it."""


def pyarrow(caller: str) -> Any:  # as above
    """The library with its parts for files.

    Raises:
        MissingExtra: without the extra ``arrow``.
    """
    try:
        import pyarrow.ipc  # noqa: PLC0415  # an optional package
        import pyarrow.parquet  # noqa: PLC0415  # as above
    except ImportError as error:
        raise MissingExtra(caller, "pyarrow", "arrow") from error
    return pyarrow


def first_line(error: BaseException) -> str:
    """What an error says, without what follows over many lines."""
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _records(batch: Any) -> list[dict[str, Any] | Exception]:
    """The rows, each by itself if one of them holds what Python has no form for: a date of the year 300,000."""
    try:
        records: list[dict[str, Any] | Exception] = batch.to_pylist()
    except (ValueError, OverflowError):
        records = [_record(batch.slice(place, 1)) for place in range(batch.num_rows)]
    return records


def _record(batch: Any) -> dict[str, Any] | Exception:
    try:
        (record,) = batch.to_pylist()
    except (ValueError, OverflowError) as error:
        return error
    found: dict[str, Any] = record
    return found


def _is_id(types: Any, type_: Any) -> bool:
    return _is_text(types, type_) or types.is_integer(type_.value_type if types.is_dictionary(type_) else type_)


def _is_text(types: Any, type_: Any) -> bool:
    if types.is_dictionary(type_):
        return _is_text(types, type_.value_type)
    return any(getattr(types, f"is_{kind}")(type_) for kind in ("string", "large_string", "string_view", "null"))


def _is_metadata(types: Any, type_: Any) -> bool:
    if types.is_dictionary(type_):
        return _is_metadata(types, type_.value_type)
    if types.is_list(type_) or types.is_large_list(type_) or types.is_fixed_size_list(type_):
        return _is_scalar(types, type_.value_type)
    if types.is_struct(type_):
        return all(_is_metadata(types, field.type) for field in type_)
    return _is_scalar(types, type_)


def _is_scalar(types: Any, type_: Any) -> bool:
    kinds = ("boolean", "integer", "floating", "timestamp", "date")
    return _is_text(types, type_) or any(getattr(types, f"is_{kind}")(type_) for kind in kinds)


def _in_microseconds(arrow: Any, batch: Any) -> Any:
    """Nanoseconds cut off, which no datetime holds."""
    for place, field in enumerate(batch.schema):
        if arrow.types.is_timestamp(field.type) and field.type.unit == "ns":
            cut = batch.column(place).cast(arrow.timestamp("us", field.type.tz), safe=False)
            batch = batch.set_column(place, field.name, cut)
    return batch
