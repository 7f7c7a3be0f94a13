"""An opened index: the shard, the folder's lock, and what must happen when it is let go."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence

import qdrant_edge as engine

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.embedded.folder import Generation
from hybrid_search.connectors.embedded.lock import SharedLock
from hybrid_search.connectors.embedded.optimize import optimize_apart
from hybrid_search.connectors.embedded.payload_indexes import PayloadIndexes
from hybrid_search.connectors.embedded.records import Records
from hybrid_search.connectors.embedded.shard import WRITE_RESERVE_BYTES, load_shard, load_spec, require_space
from hybrid_search.connectors.typed_view import View

FLUSH_BYTES = 32 << 20
"""Written bytes after which the shard is flushed: the engine then drops the full files of its log, of 32 MiB each."""


class OpenIndex:
    """A loaded shard under the folder's lock. Not safe for several threads; the client takes care of that.

    Args:
        generation: What to open.
        lock: The folder's lock, held until :meth:`release`.

    Attributes:
        pid: The process that opened it. A forked child has the object too, and must not use it.
        loaded: Whether the shard is open; False after an optimisation that could not open it again.
    """

    def __init__(self, generation: Generation, lock: SharedLock) -> None:
        self.pid = os.getpid()
        self.generation = generation
        self.records = Records(generation.records)
        self._lock = lock
        self._unflushed = 0
        self._lock.acquire()
        try:
            self.spec: IndexSpec = load_spec(generation)
            self._load()
        except BaseException:
            self._lock.release()
            raise

    def write(self, operation: engine.UpdateOperation, size: int, views: Sequence[View] = ()) -> None:
        """Apply an update. It is in the log when this returns, so it survives the end of the process.

        Args:
            operation: The update.
            size: About how many bytes it holds.
            views: The typed views of the rows that it stores.

        Raises:
            StorageFull: if so little disk space is left that the engine might be ended for writing.
        """
        require_space(self.generation.path, WRITE_RESERVE_BYTES + 4 * size)
        self.shard.update(operation)
        if views:
            self._payload_indexes.extend(views)
        self._unflushed += size
        if self._unflushed >= FLUSH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Bring everything that was written to the disk itself, which survives the loss of power too."""
        self.shard.flush()
        self._unflushed = 0

    def optimize(self) -> None:
        """Optimise the shard in another process, and load it again, whatever comes of it."""
        self.flush()
        require_space(self.generation.path, WRITE_RESERVE_BYTES + 2 * bytes_on_disk(self.generation))
        self.loaded = False
        self.shard.close()
        try:
            optimize_apart(self.generation.shard)
        finally:
            self._load()

    def release(self) -> None:
        """Flush, close and unlock. In a forked child: do none of it, for the files and the lock are the parent's."""
        if os.getpid() != self.pid:
            # Its destructors would write to the parent's files and unlock its folder, so it must never be freed.
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self))
            return
        try:
            if self.loaded:
                self.shard.flush()
                self.shard.close()
        finally:
            self._lock.release()

    def _load(self) -> None:
        self.shard = load_shard(self.generation)
        self._payload_indexes = PayloadIndexes(self.shard)
        self.loaded = True


def bytes_on_disk(generation: Generation) -> int:
    """Bytes that the generation's files take; of files with holes, the written part where the system tells."""
    stats = [path.stat() for path in generation.path.rglob("*") if path.is_file()]
    return sum(stat.st_blocks * 512 if hasattr(stat, "st_blocks") else stat.st_size for stat in stats)
