"""The right to write: taken when there is something to write, and kept until the end."""

from __future__ import annotations

import uuid
from concurrent.futures import Future

from hybrid_search.connectors.steps import Operation, Running, Start, Wait
from hybrid_search.index.core import Core
from hybrid_search.index.follow import acknowledge, follow
from hybrid_search.index.lifecycle import ensure_created
from hybrid_search.ingest.sync.lease import BEAT_S, Lease


class Writing:
    """Nothing is written by a sync that finds nothing to change, not even the claim.

    Attributes:
        begun: Whether it was taken.
        empty: Whether the index had no rows then.
        rows: In the index, or in what the view sees of it, then.
    """

    def __init__(self, core: Core, lease: Lease) -> None:
        self.begun = self.empty = False
        self.rows = 0
        self._core = core
        self._lease = lease
        self._stop: Future[None] = Future()
        self._kept: Running | None = None
        self._generation: int | None = None

    def follow(self) -> Operation[None]:
        """Go to the generation that the name points to, before anything is read."""
        self._generation = yield from follow(self._core)

    def begin(self) -> Operation[None]:
        """Make the index if it is missing, and take the lease; nothing happens the second time.

        Raises:
            SyncInProgress: if another sync writes to the index.
            IndexSwitched: if it was switched since this sync began to read.
        """
        if self.begun:
            return
        connector = self._core.connector
        yield from ensure_created(self._core)
        yield from self._lease.hold()
        self._generation = connector.pinned if self._generation is None else self._generation
        yield from acknowledge(self._core, self._generation)  # no switch comes between from now on
        self._kept = yield Start(self._lease.keep(self._stop))
        yield from connector.delete([str(uuid.uuid4())])  # a write of our own: settling waits for it, and so for those
        yield from connector.settle()  # of a sync that was killed just now
        self.empty = not (yield from connector.count(None))
        self.rows = yield from connector.count(self._core.where)
        self.begun = True

    def allow(self) -> Operation[None]:
        """Return when something may be written now.

        Raises:
            SyncInProgress: if the lease is lost.
        """
        yield from self.begin()
        while not self._lease.fresh:
            self.check()
            assert self._kept is not None  # it has begun
            yield Wait((self._kept,), BEAT_S)
        self.check()

    def check(self) -> None:
        """Raise what ended the lease, if it was lost."""
        if self._kept is not None and self._kept.done():
            self._kept.result()

    def end(self) -> Operation[None]:
        """Let searches find what was written, and see that it went to the index that the name still points to."""
        if not self.begun:
            return
        yield from self._core.connector.settle()
        yield from acknowledge(self._core, self._generation)
        if self._kept is not None:
            self._stop.set_result(None)
            yield Wait((self._kept,))  # a beat that is under way must not come after the release
            self.check()
            yield from self._lease.confirm()  # else it would report as stored what was dropped with the index
