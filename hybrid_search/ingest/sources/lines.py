"""The lines of a UTF-8 file, each bounded, decoded and numbered."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from hybrid_search.ingest.sources.base import MAX_BYTES, TOO_LONG, Rejected, Tick, unreadable

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Line(NamedTuple):
    """One line with its end, and its number from 1."""

    number: int
    text: str


def lines(path: Path, tick: Tick) -> Iterator[Line | Rejected]:
    """Each line of a file; a byte-order mark is dropped, a line that is too long or not UTF-8 is rejected."""
    try:
        with path.open("rb") as file:
            number = 0
            while raw := file.readline(MAX_BYTES):
                number += 1
                tick(len(raw))
                place = f"{path.as_posix()}:{number}"
                if number == 1 and raw.startswith(_UTF16):
                    encoding = "UTF-32" if raw.startswith(codecs.BOM_UTF32_LE) else "UTF-16"
                    yield Rejected(path.as_posix(), f"is {encoding}; convert it to UTF-8")
                    return
                if len(raw) == MAX_BYTES and not raw.endswith(b"\n"):
                    _skip_line(file, tick)
                    yield Rejected(place, f"the line is {TOO_LONG}")
                    continue
                try:
                    yield Line(number, decoded(raw) if number == 1 else raw.decode())
                except UnicodeDecodeError as error:
                    yield Rejected(place, undecodable(error))
    except OSError as error:
        yield unreadable(path.as_posix(), error)


def decoded(raw: bytes) -> str:
    """The text of UTF-8 bytes, without a byte-order mark."""
    return raw.removeprefix(codecs.BOM_UTF8).decode()


def undecodable(error: UnicodeDecodeError) -> str:
    """The reason for bytes that are not UTF-8."""
    return f"is not UTF-8 (byte 0x{error.object[error.start]:02x} at offset {error.start}); convert it to UTF-8"


def _skip_line(file: BinaryIO, tick: Tick) -> None:
    while raw := file.readline(MAX_BYTES):
        tick(len(raw))
        if raw.endswith(b"\n"):
            return
