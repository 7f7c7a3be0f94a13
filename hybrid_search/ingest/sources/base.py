"""The contract of a source: a stream of documents, and of what could not be read as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hybrid_search.types import Document

MAX_BYTES = 16 * 2**20
"""Longest line, record or text file that is read. It bounds the memory; no encoder reads more than a part of it."""

TOO_LONG = f"longer than {MAX_BYTES // 2**20} MiB; split it into several documents"


@dataclass(frozen=True, slots=True)
class Read:
    """A document, and where it stands.

    Attributes:
        place: ``FILE``, ``FILE:LINE`` or ``TABLE, row NUMBER``; lines and rows from 1.
    """

    place: str
    document: Document


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that is not a document, and why.

    Attributes:
        place: ``FILE``, ``FILE:LINE`` or ``TABLE, row NUMBER``; lines and rows from 1.
    """

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


Entry = Read | Rejected

Tick = Callable[[int], None]
"""Called with the number of bytes that were read since the last call."""


class Source(Protocol):
    """Documents to be read one after another; memory does not grow with their text."""

    @property
    def size(self) -> int:
        """Bytes in total, as far as known before reading; for the progress only."""
        ...

    def read(self, tick: Tick = ...) -> Iterator[Entry]:
        """Each document and each rejection, in a fixed order. A bad one never ends the stream."""
        ...

    def __iter__(self) -> Iterator[Entry]:
        """The same, for a ``for`` loop."""
        return self.read()


def no_tick(read: int) -> None:
    """The tick of a reader that nobody watches."""


def unreadable(place: str, error: OSError) -> Rejected:
    """The rejection for a file that the system does not let us read."""
    return Rejected(place, f"cannot be read ({error.strerror or type(error).__name__})")


def size_of(path: Path) -> int:
    """Bytes of a file; 0 for one that cannot be read, since its rejection comes with reading."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
