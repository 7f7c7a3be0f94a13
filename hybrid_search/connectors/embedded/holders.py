"""The generations of one folder: made, switched and deleted here, and each used through its own holder."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from hybrid_search.connectors import generations
from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.embedded.errors import panics_as_errors
from hybrid_search.connectors.embedded.folder import IndexFolder
from hybrid_search.connectors.embedded.holder import Holder, closed, no_index
from hybrid_search.connectors.embedded.lock import LOCK, SharedLock
from hybrid_search.connectors.embedded.opened import OpenIndex
from hybrid_search.connectors.embedded.shard import create_shard
from hybrid_search.errors import IndexExists


class Holders:
    """All that one client has open in a folder, under one lock.

    A *number* names a generation; None is the live one.
    """

    def __init__(self, folder: IndexFolder) -> None:
        self._folder = folder
        self._lock = SharedLock(folder.path)
        self._each: dict[int, Holder] = {}
        self._mutex = threading.Lock()
        self._changing = threading.RLock()
        self._closed = False

    @contextmanager
    def turn(self, number: int | None) -> Iterator[OpenIndex]:
        """The opened generation, when no other thread uses it.

        Raises:
            IndexNotFound: if it is not there.
            UsedAfterFork, IndexClosed, IndexLocked: see :class:`Holder`.
        """
        holder = self._holder(self._live() if number is None else number)
        with holder.turn():
            yield holder.index()

    def exists(self, number: int | None) -> bool:
        """Whether the generation, or the index, is there."""
        self._check()
        found = self._folder.current() if number is None else number in self._folder.numbers()
        return bool(found)

    def live(self) -> int | None:
        """The number of the live generation; None if there is no index."""
        self._check()
        generation = self._folder.current()
        return None if generation is None else generation.number

    def numbers(self) -> list[int]:
        """The numbers of all generations, sorted."""
        self._check()
        return self._folder.numbers()

    def create(self, number: int | None, spec: IndexSpec) -> None:
        """Make an empty index and hold it, or a generation beside the live one.

        Raises:
            IndexExists: if there is one.
            IndexNotFound: for a generation, if there is no live one.
        """
        with self._change():
            if self.exists(number):
                raise IndexExists(f"{self._folder.path}: there is an index already; open it, or drop it first")
            if number is not None and self._folder.current() is None:
                raise generations.not_beside(number, str(self._folder.path))
            self._folder.path.mkdir(parents=True, exist_ok=True)
            with self._lock.held():
                if self.exists(number):
                    raise IndexExists(f"{self._folder.path}: another process has just created the index; open it")
                building = self._folder.begin(number or 1)
                create_shard(building, spec)
                made = self._folder.publish(building)
                holder = self._holder(made.number)
                with holder.turn():
                    holder.index()

    def drop(self, number: int | None) -> bool:
        """Delete one generation, or the index, whole or damaged; False if it was not there.

        Raises:
            InvalidInput: for the live generation.
        """
        with self._change():
            return self._drop_all() if number is None else self._drop(number)

    def point_to(self, number: int) -> None:
        """Make a generation the live one.

        Raises:
            IndexNotFound: if it is not there.
        """
        with self._change():
            if self.exists(number):  # before the lock, which would leave its file in any folder
                with self._lock.held():
                    if self.exists(number):  # or another process has just deleted it
                        return self._folder.point_to(number)
            raise generations.not_there(number, str(self._folder.path))

    def close(self) -> None:
        """Let go of all for good. Closing twice is allowed."""
        self._check_process()
        with self._mutex:
            self._closed = True
        for holder in self._each.values():
            holder.close()

    @contextmanager
    def _change(self) -> Iterator[None]:
        self._check()
        with self._changing, panics_as_errors():
            yield

    def _drop_all(self) -> bool:
        folder = self._folder
        with ExitStack() as turns:
            for holder in self._each.copy().values():
                turns.enter_context(holder.turn())
                holder.let_go()
            if not folder.is_marked():
                return False
            with self._lock.held():
                existed = folder.remove()
        (folder.path / LOCK).unlink(missing_ok=True)
        if not any(folder.path.iterdir()):
            folder.path.rmdir()
        return existed

    def _drop(self, number: int) -> bool:
        holder = self._holder(number)
        with holder.turn():
            holder.let_go()
            if not self.exists(number):
                return False
            with self._lock.held():
                if number == self.live():
                    raise generations.is_live(number, str(self._folder.path))
                self._folder.remove_generation(number)
        return True

    def _live(self) -> int:
        number = self.live()
        if number is None:
            raise no_index(self._folder)
        return number

    def _holder(self, number: int) -> Holder:
        self._check()
        with self._mutex:
            if self._closed:
                raise closed(self._folder)
            return self._each.setdefault(number, Holder(self._folder, number, self._lock))

    def _check(self) -> None:
        self._check_process()
        if self._closed:
            raise closed(self._folder)

    def _check_process(self) -> None:
        for holder in self._each.copy().values():
            holder.check_process()
