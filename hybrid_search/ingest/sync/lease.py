"""One sync at a time on one index, without a clock and without compare-and-swap.

A sync stores its claim at 0, looks at the others', counts it to 1, and looks again. It gives way to a claim that has
got further, and of two that have got equally far to the one with the lower token. Where a record that was put is seen
by everybody who looks later, no two ever both pass: who looks twice without seeing the other one was there before it,
and is seen at 1 or more.

While it writes, it counts its claim on, beside all its other work. A claim whose count stands still for LEASE_S, as the
watcher's own monotonic clock measures it, is dead; one of a process that certainly ended is dead at once. No time is
stored, so clocks may differ, and go backwards.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from hybrid_search.connectors.steps import Operation, Sleep, Wait
from hybrid_search.errors import SyncInProgress
from hybrid_search.index.core import Core
from hybrid_search.ingest.sync.claim import PREFIX, Claim
from hybrid_search.ingest.sync.owner import Owner

LEASE_S = 120.0
"""Longer than a live sync is ever silent, but for a backend that is down."""

BEAT_S = 5.0
_SILENT_S = 60.0
"""After so long without a beat, nothing is written before the next one has succeeded: another sync may be near."""

_LOOK_S = 2.0
_log = logging.getLogger(__name__)


class Lease:
    """The right to write, of one sync.

    Args:
        core: The index.
        clock: Seconds that never go backwards; replaced in tests.
    """

    def __init__(self, core: Core, clock: Callable[[], float] = time.monotonic) -> None:
        self._core = core
        self._clock = clock
        self._claim = Claim(str(uuid.uuid4()), Owner.me())
        self._beaten = 0.0
        self._stored = False

    @property
    def held(self) -> bool:
        """Whether this sync may write."""
        return self._claim.beat > 1

    @property
    def fresh(self) -> bool:
        """Whether it was held a short while ago, so that something may be written."""
        return self._stored and self.held and self._clock() - self._beaten < _SILENT_S

    def keep(self, stop: Future[None]) -> Operation[None]:
        """Count on until *stop* is done; raises what :meth:`hold` raises."""
        while not stop.done():
            yield Wait((stop,), BEAT_S)
            if not stop.done():
                yield from self.hold()

    def hold(self) -> Operation[None]:
        """Take the lease, or count on; nothing is sent if that was less than BEAT_S ago.

        Raises:
            SyncInProgress: if another sync writes to the index, naming its process; or if another one took this one for
                dead, since it had not counted on for LEASE_S.
        """
        if not self.held:
            yield from self._take()
        elif self._clock() - self._beaten >= BEAT_S:
            yield from self.confirm()
            self._claim = self._claim.next()
            yield from self._put()

    def confirm(self) -> Operation[None]:
        """Look whether the claim still stands: it does not if the index was dropped, also if it was made anew since.

        Raises:
            SyncInProgress: if it is gone.
        """
        connector = self._core.connector
        if (yield from connector.get_record(self._claim.key)) is None:
            self._stored = False
            raise SyncInProgress(
                f"{connector.url}: the claim of this sync is gone. Another one took it for dead, since it stood "
                f"still for {LEASE_S:.0f} seconds, or the index was dropped. Run it again after the other one"
            )

    def release(self) -> Operation[None]:
        """Let the next one in; nothing happens if there was no claim."""
        if self._stored:
            self._stored = False
            yield from self._core.connector.delete_record(self._claim.key)

    def _take(self) -> Operation[None]:
        while not self.held:
            yield from self._put()
            rival = yield from self._rival()
            if rival is None:
                self._claim = self._claim.next()
                continue  # looks once more; the third put says that it writes
            yield from self.release()  # or two that give way to each other would both wait
            self._claim = replace(self._claim, beat=0)
            yield from self._outlive(rival)
        yield from self._put()
        _log.info("%s: took the lease", self._core.connector.url)

    def _put(self) -> Operation[None]:
        self._stored = True  # before it is sent: a request without an answer may have been stored
        yield from self._core.connector.put_record(self._claim.key, self._claim.to_bytes())
        self._beaten = self._clock()

    def _rival(self) -> Operation[Claim | None]:
        for key in (yield from self._core.connector.list_records(PREFIX)):
            other = yield from self._read(key)
            if other is not None and other.token != self._claim.token and not self._claim.before(other):
                return other
        return None

    def _outlive(self, other: Claim) -> Operation[None]:
        """Return once the other claim is gone; a dead one is removed."""
        exclusive = self._core.connector.local
        started = self._clock()
        while not other.owner.gone(exclusive=exclusive) and self._clock() - started < LEASE_S:
            if self._clock() == started:
                _log.info("%s: waiting to see whether %s still syncs", self._core.connector.url, other.owner)
            yield Sleep(_LOOK_S)
            now = yield from self._read(other.key)
            if now is None:
                return
            if now.beat != other.beat:
                raise SyncInProgress(
                    f"{self._core.connector.url}: another sync writes to this index now ({other.owner}); wait until it "
                    "is done, or stop it"
                )
        _log.warning("%s: removed the claim of %s, which is dead", self._core.connector.url, other.owner)
        yield from self._core.connector.delete_record(other.key)

    def _read(self, key: str) -> Operation[Claim | None]:
        record = yield from self._core.connector.get_record(key)
        return None if record is None else Claim.from_bytes(record)
