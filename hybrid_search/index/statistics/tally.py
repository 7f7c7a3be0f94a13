"""What an index object has written itself, and how much of it its record holds."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from hybrid_search.encoders.statistics import CollectionStatistics
from hybrid_search.index.statistics.record import PREFIX, to_bytes
from hybrid_search.index.statistics.space_saving import SpaceSaving
from hybrid_search.types import SparseVector

_SAVED_EVERY = 100
"""The record is replaced when one document in so many is not in it."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A record that is ready to be stored."""

    key: str
    documents: int
    record: bytes


class Tally:
    """Counts the documents that one index object writes, all its views together. Safe for several threads.

    Attributes:
        failure: Why the record could not be stored the last time; None if it was, or was not tried.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.restart()

    def restart(self) -> None:
        """Begin again from zero, with a new record; the one before stays as it is."""
        with self._lock:
            self._key = new_key()
            self._counted = SpaceSaving()
            self._saved = self._tried = 0
            self._saving = False
            self.failure: str | None = None

    @property
    def key(self) -> str:
        """Of the own record, stored or not."""
        return self._key

    @property
    def statistics(self) -> CollectionStatistics:
        """Of what was counted so far; the object changes only with the counts."""
        with self._lock:
            return self._counted.statistics()

    @property
    def unsaved(self) -> int:
        """Documents that the record does not hold."""
        with self._lock:
            return self._counted.documents - self._saved

    @property
    def due(self) -> bool:
        """Whether 1 % of the documents, and at least one, were counted since a record was last stored or refused."""
        with self._lock:
            return self._counted.documents - self._tried >= max(1, self._tried / _SAVED_EVERY)

    def count(self, vectors: Sequence[SparseVector]) -> None:
        """Count documents by their stored sparse vectors."""
        batch = CollectionStatistics.of(vectors)
        with self._lock:
            self._counted.add(batch)

    def begin_save(self) -> Snapshot | None:
        """What is to be stored now; None if it is stored already, or another thread is about to."""
        with self._lock:
            if self._saving or self._counted.documents == self._saved:
                return None
            self._saving = True
            key, statistics = self._key, self._counted.statistics()
            self._tried = statistics.documents
        return Snapshot(key, statistics.documents, to_bytes(statistics))

    def end_save(self, snapshot: Snapshot, *, stored: bool) -> None:
        """Note how it went; a new save may begin."""
        with self._lock:
            if snapshot.key == self._key:  # else it began again meanwhile
                self._saving = False
                self._saved = snapshot.documents if stored else self._saved


def new_key() -> str:
    """A key that no other record has."""
    return f"{PREFIX}{uuid.uuid4()}"
