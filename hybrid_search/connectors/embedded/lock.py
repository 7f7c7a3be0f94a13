"""The lock of an index folder: one opener at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from hybrid_search.errors import IndexLocked

LOCK = ".lock"
HOLDER = ".lock-holder"


class FolderLock:
    """Held from the opening of the index to its closing; the system releases it when the process ends, however it does.

    Args:
        folder: The index folder, which must be there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / LOCK, timeout=0, thread_local=False)

    def acquire(self) -> None:
        """Take the lock, or fail at once.

        Raises:
            IndexLocked: naming the holder's process if that is known.
        """
        try:
            self._lock.acquire()
        except Timeout:
            raise IndexLocked(locked_message(self._folder, _holder(self._folder))) from None
        with suppress(OSError):  # only the message of the next opener needs it
            (self._folder / HOLDER).write_text(str(os.getpid()), encoding="ascii")

    def release(self) -> None:
        """Give the lock back; nothing happens if it is not held."""
        if self._lock.is_locked:
            with suppress(OSError):
                (self._folder / HOLDER).unlink(missing_ok=True)
            self._lock.release()


class SharedLock:
    """The lock of a folder for all that one object has open there: held until the last of them gives it back.

    Args:
        folder: The index folder, which must be there when the lock is taken.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: FolderLock | None = None
        self._mutex = threading.Lock()
        self._holders = 0

    def acquire(self) -> None:
        """Take part in holding the lock.

        Raises:
            IndexLocked: see :meth:`FolderLock.acquire`.
        """
        with self._mutex:
            if self._lock is None:
                lock = FolderLock(self._folder)  # a new one each time: an older one may come from before a fork
                lock.acquire()
                self._lock = lock
            self._holders += 1

    def release(self) -> None:
        """Take part no more."""
        with self._mutex:
            self._holders -= 1
            if not self._holders and self._lock is not None:
                self._lock.release()
                self._lock = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Take part for a block."""
        self.acquire()
        try:
            yield
        finally:
            self.release()


def locked_message(folder: Path, pid: int | None) -> str:
    """What IndexLocked says."""
    if pid is None:
        holder = "another process"
    elif pid == os.getpid():
        holder = f"another object in this process ({pid})"
    else:
        holder = f"process {pid}"
    return (
        f"{folder}: {holder} has the index open, and an embedded index takes one opener at a time. Close it there, "
        "share that index object between your threads, or use a server backend for several processes"
    )


def _holder(folder: Path) -> int | None:
    try:
        return int((folder / HOLDER).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
