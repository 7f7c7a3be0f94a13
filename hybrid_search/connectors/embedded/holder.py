"""Who may use an opened generation: one thread at a time, in the process that opened it, until it is closed."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

from hybrid_search.connectors import generations
from hybrid_search.connectors.embedded.errors import panics_as_errors
from hybrid_search.connectors.embedded.folder import Generation, IndexFolder
from hybrid_search.connectors.embedded.lock import SharedLock
from hybrid_search.connectors.embedded.opened import OpenIndex
from hybrid_search.errors import IndexClosed, IndexNotFound, UsedAfterFork


class Holder:
    """Opens a generation at the first use, and lets it go when it is closed, dropped or garbage-collected.

    Args:
        folder: The index folder.
        number: Of the generation, which need not be there.
        lock: The folder's lock, shared with the holders of other generations.
    """

    def __init__(self, folder: IndexFolder, number: int, lock: SharedLock) -> None:
        self._folder = folder
        self._number = number
        self._lock = lock
        self._mutex = threading.RLock()
        self._closed = False
        self._opened: OpenIndex | None = None
        self._release: weakref.finalize[[], Holder] | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until no other thread uses the generation.

        Raises:
            UsedAfterFork: in a child of the process that opened it, where the engine would hang.
            IndexClosed: after :meth:`close`.
        """
        self.check_process()  # before the mutex: another thread of the parent may have held it at the fork
        with self._mutex, panics_as_errors():
            if self._closed:
                raise closed(self._folder)
            yield

    def index(self) -> OpenIndex:
        """The opened generation, in a turn.

        Raises:
            IndexNotFound: if it is not there.
            IndexLocked: if somebody else has the index open.
        """
        if self._opened is not None and not self._opened.loaded:
            self.let_go()
        if self._opened is None:
            self._found()  # before the lock, which would leave its file in any folder
            with self._lock.held():
                self._opened = OpenIndex(self._found(), self._lock)
            self._release = weakref.finalize(self, self._opened.release)
        return self._opened

    def let_go(self) -> None:
        """Flush, close and unlock, if opened; in a turn. The next :meth:`index` opens again."""
        release, self._opened, self._release = self._release, None, None
        if release is not None:
            release()

    def close(self) -> None:
        """Let go for good. Closing twice is allowed."""
        self.check_process()
        with self._mutex, panics_as_errors():
            self._closed = True
            self.let_go()

    def check_process(self) -> None:
        """Raise UsedAfterFork in a fork of the process that opened it."""
        opened = self._opened
        if opened is not None and opened.pid != os.getpid():
            raise UsedAfterFork(
                f"{self._folder.path}: the index was opened in process {opened.pid} and used in its fork "
                f"{os.getpid()}, where the engine's threads do not exist; open it after the fork, in one process only, "
                "or start processes with the method 'spawn'"
            )

    def _found(self) -> Generation:
        live = self._folder.current()
        if live is None:
            raise no_index(self._folder)
        generation = live if live.number == self._number else self._folder.generation(self._number)
        if generation is None:
            raise generations.not_there(self._number, str(self._folder.path))
        return generation


def closed(folder: IndexFolder) -> IndexClosed:
    """The error after *close*."""
    return IndexClosed(f"{folder.path}: the index was closed; open it again")


def no_index(folder: IndexFolder) -> IndexNotFound:
    """The error where no index was created."""
    return IndexNotFound(f"{folder.path}: there is no index yet; add documents first, or open with create=True")
