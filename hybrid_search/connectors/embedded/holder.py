"""Who may use the opened index: one thread at a time, in the process that opened it, until it is closed."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.embedded.errors import panics_as_errors
from hybrid_search.connectors.embedded.folder import Generation, IndexFolder
from hybrid_search.connectors.embedded.lock import LOCK, FolderLock
from hybrid_search.connectors.embedded.opened import OpenIndex
from hybrid_search.connectors.embedded.shard import create_shard
from hybrid_search.errors import IndexClosed, IndexExists, IndexNotFound, UsedAfterFork


class Holder:
    """Opens and locks the folder at the first use, and lets it go when it is closed, dropped or garbage-collected."""

    def __init__(self, folder: IndexFolder) -> None:
        self.folder = folder
        self._mutex = threading.RLock()
        self._closed = False
        self._opened: OpenIndex | None = None
        self._release: weakref.finalize[[], Holder] | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until no other thread uses the index; every other method is called in a turn.

        Raises:
            UsedAfterFork: in a child of the process that opened the index, where the engine would hang.
            IndexClosed: after :meth:`close`.
        """
        self._check_process()  # before the mutex: another thread of the parent may have held it at the fork
        with self._mutex, panics_as_errors():
            if self._closed:
                raise IndexClosed(f"{self.folder.path}: the index was closed; open it again")
            yield

    def exists(self) -> bool:
        """Whether the folder holds an index."""
        return self._opened is not None or self.folder.current() is not None

    def index(self) -> OpenIndex:
        """The opened index.

        Raises:
            IndexNotFound: if there is none yet.
            IndexLocked: if somebody else has it open.
        """
        if self._opened is not None and not self._opened.loaded:
            self._let_go()
        if self._opened is None:
            self._found()  # before the lock, which would leave its file in any folder
            with self._locked() as lock:
                self._keep(OpenIndex(self._found(), lock))
        assert self._opened is not None  # _keep has just set it
        return self._opened

    def create(self, spec: IndexSpec) -> None:
        """Make an empty index and hold it.

        Raises:
            IndexExists: if there is one.
        """
        if self.exists():
            raise IndexExists(f"{self.folder.path}: there is an index already; open it, or drop it first")
        self.folder.path.mkdir(parents=True, exist_ok=True)
        with self._locked() as lock:
            if self.folder.current() is not None:
                raise IndexExists(f"{self.folder.path}: another process has just created the index; open it")
            building = self.folder.begin()
            create_shard(building, spec)
            self._keep(OpenIndex(self.folder.publish(building), lock))

    def drop(self) -> bool:
        """Delete the index, whole or damaged; False if there was none."""
        self._let_go()
        if not self.folder.is_marked():
            return False
        with self._locked() as lock:
            existed = self.folder.remove()
            lock.release()
        (self.folder.path / LOCK).unlink(missing_ok=True)
        if not any(self.folder.path.iterdir()):
            self.folder.path.rmdir()
        return existed

    def close(self) -> None:
        """Let go for good. Closing twice is allowed."""
        self._check_process()
        with self._mutex, panics_as_errors():
            self._closed = True
            self._let_go()

    def _check_process(self) -> None:
        if self._opened is not None and self._opened.pid != os.getpid():
            raise UsedAfterFork(
                f"{self.folder.path}: the index was opened in process {self._opened.pid} and used in its fork "
                f"{os.getpid()}, where the engine's threads do not exist; open it after the fork, in one process only, "
                "or start processes with the method 'spawn'"
            )

    def _found(self) -> Generation:
        generation = self.folder.current()
        if generation is None:
            raise IndexNotFound(
                f"{self.folder.path}: there is no index yet; add documents first, or open with create=True"
            )
        return generation

    @contextmanager
    def _locked(self) -> Iterator[FolderLock]:
        """Take the folder's lock, and give it back if the block fails."""
        lock = FolderLock(self.folder.path)
        lock.acquire()
        try:
            yield lock
        except BaseException:
            lock.release()
            raise

    def _keep(self, opened: OpenIndex) -> None:
        self._opened = opened
        self._release = weakref.finalize(self, opened.release)

    def _let_go(self) -> None:
        """Flush, close and unlock, if opened; the next :meth:`index` opens again."""
        release, self._opened, self._release = self._release, None, None
        if release is not None:
            release()
