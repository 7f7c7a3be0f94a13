"""What the next generation should have of a row, and whether it has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hybrid_search.connectors.base import Connector, Row
from hybrid_search.connectors.steps import Operation
from hybrid_search.encoders import Fingerprint
from hybrid_search.index.hashes import with_encoder
from hybrid_search.ingest.sync.seen import Seen
from hybrid_search.ingest.sync.storing import UNFINISHED


class Wanted:
    """From rows of the live generation to those of the next one, without vectors.

    Args:
        fingerprint: Of the new encoder.
    """

    def __init__(self, fingerprint: Fingerprint) -> None:
        self._fingerprint = fingerprint
        self._failed = Seen()
        self._gaps = Seen()  # documents

    def rows(self, live: Sequence[Row]) -> list[Row]:
        """The same rows with the hashes that they have by the new encoder."""
        rows = [replace(row, hash=with_encoder(row.hash, self._fingerprint)) for row in live]
        gaps = self._gaps.has(row.parent for row in rows)
        failed = self._failed.has(map(key, rows))
        return [
            # The first row vouches for the whole document, and must not if a chunk of it is missing.
            replace(row, hash=UNFINISHED) if gap and not row.ordinal and not fault else row
            for row, gap, fault in zip(rows, gaps, failed, strict=True)
        ]

    def fail(self, row: Row) -> None:
        """This row cannot be had."""
        self._failed.add([key(row)])
        if row.ordinal:
            self._gaps.add([row.parent])

    def without_failed(self, rows: Sequence[Row]) -> list[Row]:
        """Those that did not fail before."""
        return [row for row, failed in zip(rows, self._failed.has(map(key, rows)), strict=True) if not failed]


def key(row: Row) -> str:
    """What a row is known by in a :class:`~hybrid_search.ingest.sync.seen.Seen`: its hash and its id."""
    return f"{row.hash}\0{row.id}"


def lacking(next: Connector, rows: Sequence[Row]) -> Operation[list[Row]]:
    """Those of the wanted rows that the next generation does not have, or has otherwise."""
    if not rows:
        return []
    stored: dict[str, str] = yield from next.hashes([row.id for row in rows])
    unsure = [row.id for row in rows if stored.get(row.id) == row.hash and "." not in row.hash]  # vouches for nothing
    contents: dict[str, Row] = (yield from next.fetch(unsure)) if unsure else {}
    return [
        row
        for row in rows
        if stored.get(row.id) != row.hash or (row.id in contents and not _same(row, contents[row.id]))
    ]


def _same(one: Row, other: Row) -> bool:
    contents = [(row.text, row.metadata, row.parent, row.ordinal) for row in (one, other)]
    return contents[0] == contents[1]
