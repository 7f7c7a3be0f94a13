"""The source for a path."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from hybrid_search.errors import InvalidSource
from hybrid_search.ingest.sources.base import Source
from hybrid_search.ingest.sources.csv import CsvSource
from hybrid_search.ingest.sources.folder import TEXT_TYPES, FolderSource
from hybrid_search.ingest.sources.jsonl import JsonlSource

_BY_SUFFIX: Mapping[str, Callable[[Path], Source]] = MappingProxyType(
    {".jsonl": JsonlSource, ".ndjson": JsonlSource} | dict.fromkeys(TEXT_TYPES, FolderSource)
)
_KNOWN = f"a folder, {', '.join(sorted({*_BY_SUFFIX, '.csv'}))}"


def open_source(path: str | Path, *, numbers: Sequence[str] = ()) -> Source:
    """The source for a folder or a file, by the end of its name, in capitals or not.

    Args:
        path: A folder, a JSON Lines file, a CSV file, or one text or Markdown file.
        numbers: For CSV: the columns whose cells are numbers.

    Raises:
        InvalidSource: if there is nothing at the path, or of no known type.
    """
    path = Path(path)
    name = path.as_posix()
    try:
        path.stat()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InvalidSource(f"{name}: cannot be opened ({reason}); known sources: {_KNOWN}") from None
    if path.is_dir():
        return FolderSource(path)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return CsvSource(path, numbers)
    if suffix not in _BY_SUFFIX:
        raise InvalidSource(f"{name}: its type {suffix or 'without an ending'!r} is not known; known sources: {_KNOWN}")
    return _BY_SUFFIX[suffix](path)
