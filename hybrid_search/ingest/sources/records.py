"""The records of a CSV file, found again after each malformed line."""

from __future__ import annotations

import csv
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from hybrid_search.ingest.sources.base import MAX_BYTES, Rejected, Tick
from hybrid_search.ingest.sources.lines import Line, lines

_field_limit = threading.Lock()


class Record(NamedTuple):
    """The cells of one record, and the number of its first line."""

    number: int
    cells: list[str]


def records(path: Path, tick: Tick) -> Iterator[Record | Rejected]:
    """Each record of a file, a blank line as one without cells.

    After an error the csv module alone would have lost its place. So lines are taken together until their quotes are
    even, which is where a record can end, and parsed together; where that fails, the first line is rejected and the
    others are read again.
    """
    unread = _Unread(lines(path, tick))
    for entry in unread:
        if isinstance(entry, Rejected):
            yield entry
            continue
        block = _block(entry, unread)
        try:
            yield from _parsed(block)
        except csv.Error as error:
            yield Rejected(f"{path.as_posix()}:{entry.number}", f"is not a CSV record ({error})")
            unread.put_back(block[1:])


class _Unread(Iterator[Line | Rejected]):
    """Lines that can be put back."""

    def __init__(self, entries: Iterator[Line | Rejected]) -> None:
        self._entries = entries
        self._again: deque[Line | Rejected] = deque()

    def __next__(self) -> Line | Rejected:
        return self._again.popleft() if self._again else next(self._entries)

    def put_back(self, entries: Sequence[Line | Rejected]) -> None:
        self._again.extendleft(reversed(entries))


def _block(first: Line, unread: _Unread) -> list[Line]:
    block, size, quotes = [first], len(first.text), first.text.count('"')
    while quotes % 2 and size <= MAX_BYTES and (entry := next(unread, None)) is not None:
        if isinstance(entry, Rejected):
            unread.put_back([entry])
            break
        block.append(entry)
        size += len(entry.text)
        quotes += entry.text.count('"')
    return block


def _parsed(block: Sequence[Line]) -> list[Record]:
    found: list[Record] = []
    with _field_limit:  # the module has one limit for the whole process: raised for this moment only
        before = csv.field_size_limit(MAX_BYTES)
        try:
            reader = csv.reader((line.text for line in block), strict=True)
            start = 0
            for cells in reader:
                found.append(Record(block[start].number, cells))
                start = reader.line_num
        finally:
            csv.field_size_limit(before)
    return found
