"""What an index object knows of the whole collection: all records, summed, and not older than a minute."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic

from hybrid_search.encoders.statistics import CollectionStatistics
from hybrid_search.index.statistics.space_saving import SpaceSaving
from hybrid_search.index.statistics.tally import Tally

REFRESH_S = 60.0
SUM_DIMENSIONS = 1 << 18
"""Dimensions of the sum of all writers that are kept: four times as many as of one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the records of other writers held when they were read.

    Attributes:
        others: Their sum.
        records: How many records there were, the own one included.
        ignored: Key to reason, of records that cannot be used.
        failure: Why they could not be read; None if they were.
    """

    others: CollectionStatistics = field(default_factory=CollectionStatistics.empty)
    records: int = 0
    ignored: Mapping[str, str] = field(default_factory=dict)
    failure: str | None = None


class Known:
    """The last reading, and its sum with what this index object wrote itself. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._warned: set[str] = set()
        self.restart()

    def restart(self) -> None:
        """Know nothing, so that the next search reads."""
        with self._lock:
            self._reading: Reading | None = None
            self._read_at = 0.0
            self._sum: tuple[str, int, CollectionStatistics] | None = None

    def due(self) -> bool:
        """Whether to read the records now. Of several searches at once, one reads and the others use what is known."""
        with self._lock:
            if self._reading is None:
                return True
            now = monotonic()
            if now - self._read_at < REFRESH_S:
                return False
            self._read_at = now
            return True

    def learn(self, reading: Reading) -> None:
        """Keep a reading; one that failed leaves what was known before."""
        with self._lock:
            if reading.failure is None or self._reading is None:
                self._reading, self._sum = reading, None
            self._read_at = monotonic()

    def total(self, tally: Tally) -> CollectionStatistics:
        """The sum of all writers; of no documents where the records could never be read."""
        own = tally.statistics
        with self._lock:
            if self._reading is None or self._reading.failure is not None:
                return CollectionStatistics.empty()
            version = (tally.key, own.documents)
            if self._sum is None or self._sum[:2] != version:
                self._sum = (*version, summed(self._reading.others, own))
            return self._sum[2]

    def warn_once(self, about: str) -> bool:
        """Whether this is the first time."""
        with self._lock:
            first = about not in self._warned
            self._warned.add(about)
            return first


def summed(*statistics: CollectionStatistics) -> CollectionStatistics:
    """Of the documents of all of them together, bounded in turn."""
    counted = SpaceSaving(SUM_DIMENSIONS)
    for one in statistics:
        counted.add(one)
    return counted.statistics()
