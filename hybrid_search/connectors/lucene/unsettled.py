"""Which writes searches may not see yet."""

from __future__ import annotations

import threading


class Unsettled:
    """Which writes of this connector no refresh has followed yet. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._written = 0
        self._settled = 0

    def wrote(self) -> None:
        """A write was answered."""
        with self._lock:
            self._written += 1

    def begin(self) -> int | None:
        """The number of the last write, for :meth:`done`; None if every write is settled.

        A refresh that another thread began may have begun before this thread's write, so it does not count here.
        """
        with self._lock:
            return self._written if self._written > self._settled else None

    def done(self, mark: int) -> None:
        """A refresh that began after write number *mark* is through."""
        with self._lock:
            self._settled = max(self._settled, mark)
