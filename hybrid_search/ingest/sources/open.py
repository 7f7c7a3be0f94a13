"""The source for a path or a URL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from hybrid_search.errors import InvalidSource
from hybrid_search.ingest.sources.arrow import ArrowSource
from hybrid_search.ingest.sources.base import Source
from hybrid_search.ingest.sources.columns import DEFAULT, Columns
from hybrid_search.ingest.sources.csv import CsvSource
from hybrid_search.ingest.sources.folder import TEXT_TYPES, FolderSource
from hybrid_search.ingest.sources.hub import SCHEME, HubSource
from hybrid_search.ingest.sources.jsonl import JsonlSource
from hybrid_search.ingest.sources.parquet import ParquetSource

_BY_SUFFIX: Mapping[str, Callable[[Path, Columns], Source]] = MappingProxyType(
    {
        ".arrow": ArrowSource,
        ".feather": ArrowSource,
        ".jsonl": JsonlSource,
        ".ndjson": JsonlSource,
        ".parquet": ParquetSource,
    }
)
_KNOWN = f"a folder, {', '.join(sorted({*_BY_SUFFIX, *TEXT_TYPES, '.csv'}))}, hub:OWNER/NAME"


def open_source(path: str | Path, *, numbers: Sequence[str] = (), columns: Columns = DEFAULT) -> Source:
    """The source for a folder or a file, by the end of its name, in capitals or not, or for a dataset of the hub.

    Args:
        path: A folder, a file of JSON Lines, CSV, Parquet or Arrow, one text or Markdown file, or
            ``hub:OWNER/NAME?config=…&split=…&revision=…``.
        numbers: For CSV: the columns whose cells are numbers.
        columns: Which fields make the document; not for texts and Markdown.

    Raises:
        InvalidSource: if there is nothing at the path, or of no known type.
        MissingExtra: without the extra that the type needs.
    """
    if str(path).startswith(SCHEME):
        return HubSource.of_url(str(path), columns)
    path = Path(path)
    name = path.as_posix()
    try:
        path.stat()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InvalidSource(f"{name}: cannot be opened ({reason}); known sources: {_KNOWN}") from None
    suffix = path.suffix.lower()
    if path.is_dir() or suffix in TEXT_TYPES:
        if columns != DEFAULT:
            raise InvalidSource(
                f"{name}: text and Markdown files have no columns; leave columns out, or read them by themselves"
            )
        return FolderSource(path)
    if suffix == ".csv":
        return CsvSource(path, numbers, columns)
    if suffix not in _BY_SUFFIX:
        raise InvalidSource(f"{name}: its type {suffix or 'without an ending'!r} is not known; known sources: {_KNOWN}")
    return _BY_SUFFIX[suffix](path, columns)
