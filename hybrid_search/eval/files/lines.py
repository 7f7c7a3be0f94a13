"""The lines of a text file, each with its place for messages."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hybrid_search.errors import InvalidSource


class Line(NamedTuple):
    """A line without its end, and where it stands: ``FILE:LINE``, lines from 1."""

    place: str
    text: str


def lines(path: Path, needed_by: str) -> Iterator[Line]:
    """Each line that is not blank, of a UTF-8 file, plain or ``.gz``; a byte-order mark is dropped.

    Args:
        path: The file.
        needed_by: Who wants it ("a BEIR folder has this file"), for the message if it cannot be read.

    Raises:
        InvalidSource: naming the file, or the file and line.
    """
    name = path.as_posix()
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                place = f"{name}:{number}"
                try:
                    text = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                except UnicodeDecodeError as error:
                    raise InvalidSource(f"{place}: is not UTF-8 ({error.reason}); convert the file to UTF-8") from None
                if text.strip():
                    yield Line(place, text)
    except OSError as error:
        raise InvalidSource(f"{name}: cannot be read ({error.strerror or error}); {needed_by}") from error
    except (EOFError, zlib.error) as error:
        raise InvalidSource(f"{name}: is a damaged gzip file ({error}); fetch it again") from error


def objects(path: Path, needed_by: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The JSON object of each line of a file, with its place; see :func:`lines`.

    Raises:
        InvalidSource: naming the file and line.
    """
    return parsed(lines(path, needed_by))


def parsed(unread: Iterable[Line]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The JSON object of each line, with its place.

    Raises:
        InvalidSource: naming the file and line.
    """
    for place, text in unread:
        try:
            entry = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InvalidSource(f"{place}: expected an object in JSON ({error})") from None
        if not isinstance(entry, dict):
            raise InvalidSource(f"{place}: expected an object in JSON, not {type(entry).__name__}")
        yield place, entry
