"""Something that happens again and again, to be waited for by an operation."""

from __future__ import annotations

import threading
from concurrent.futures import Future


class Signal:
    """Set by one thread, and waited for in another by ``Wait((signal.next,))``.

    Take :attr:`next` before looking at what the signal tells of: then nothing that happens in between is missed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: Future[None] = Future()

    @property
    def next(self) -> Future[None]:
        """Done when the signal is set the next time."""
        with self._lock:
            return self._next

    def set(self) -> None:
        """Wake whoever waits."""
        with self._lock:
            happened, self._next = self._next, Future()
        happened.set_result(None)
