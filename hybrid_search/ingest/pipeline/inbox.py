"""The bounded queue from the reader to what comes after it."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

from hybrid_search.ingest.pipeline.signal import Signal

T = TypeVar("T")


class Inbox(Generic[T]):
    """Takes from one thread and gives to another, and never blocks.

    Attributes:
        news: Set when something was put in, or nothing more will come.

    Args:
        size: How much may lie in it.
    """

    def __init__(self, size: int) -> None:
        self.news = Signal()
        self._size = size
        self._lock = threading.Lock()
        self._held: deque[T] = deque()
        self._closed = False

    def offer(self, item: T) -> bool:
        """Put it in; False if there is no room."""
        with self._lock:
            if len(self._held) >= self._size:
                return False
            self._held.append(item)
        self.news.set()
        return True

    def take(self) -> T | None:
        """The oldest; None if there is nothing."""
        with self._lock:
            if not self._held:
                return None
            return self._held.popleft()

    def close(self) -> None:
        """Nothing more will be put in."""
        self._closed = True
        self.news.set()

    @property
    def ended(self) -> bool:
        """Whether it was closed, and everything was taken."""
        with self._lock:
            return self._closed and not self._held
