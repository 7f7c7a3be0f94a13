"""A value built on first use: once for all threads, and anew in a forked child."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class PerProcess(Generic[T]):
    """Holds what *build* returns, from the first :meth:`get` on.

    A session's threads do not survive ``fork``: a child that used its parent's would wait for them for ever, and so
    would one that destroyed it. So the child builds its own and leaves its parent's alone.
    """

    def __init__(self, build: Callable[[], T]) -> None:
        self._build = build
        self._values: dict[int, T] = {}
        self._lock = Lock()

    def get(self) -> T:
        """The value of this process."""
        process = os.getpid()
        if process not in self._values:
            with self._lock:
                if process not in self._values:
                    self._values[process] = self._build()
        return self._values[process]
