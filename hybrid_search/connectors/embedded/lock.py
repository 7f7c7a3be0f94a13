"""The lock of an index folder: one opener at a time."""

from __future__ import annotations

import os
from contextlib import suppress
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
