"""Measuring what a stage does with its time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from hybrid_search.ingest.pipeline.stages import StageReport, Stages

Idle = Literal["starved", "blocked"]
Clock = Callable[[], float]


class Meter:
    """Adds up the time of one stage. Safe for several threads.

    Args:
        lanes: How much of it can be at work at the same time.
        clock: Seconds; replaced in tests.
    """

    def __init__(self, lanes: int = 1, clock: Clock = time.perf_counter) -> None:
        self._lanes = lanes
        self._clock = clock
        self._lock = threading.Lock()
        self._items = self._active = 0
        self._idle: Idle = "starved"
        self._spent = {"busy": 0.0, "starved": 0.0, "blocked": 0.0}
        self._since: float | None = clock()

    def begin(self) -> None:
        """One more lane is at work."""
        with self._lock:
            self._count()
            self._active += 1

    def end(self, items: int = 0) -> None:
        """One lane less; so many items are done."""
        with self._lock:
            self._count()
            self._active -= 1
            self._items += items

    def add(self, items: int) -> None:
        """So many items are done, and the lane goes on."""
        with self._lock:
            self._items += items

    def idle(self, why: Idle) -> None:
        """What the lanes that are not at work wait for, from now on."""
        with self._lock:
            if why != self._idle:
                self._count()
                self._idle = why

    @contextmanager
    def waiting(self, why: Idle) -> Iterator[None]:
        """One lane waits inside, and is at work again afterwards."""
        self.idle(why)
        self.end()
        try:
            yield
        finally:
            self.begin()

    def stop(self) -> None:
        """Time counts no more."""
        with self._lock:
            self._count()
            self._since = None

    def report(self) -> StageReport:
        """Everything so far."""
        with self._lock:
            self._count()
            spent = self._spent
            return StageReport(self._items, spent["busy"], spent["starved"], spent["blocked"])

    def _count(self) -> None:
        if self._since is None:
            return
        now = self._clock()
        passed, self._since = now - self._since, now
        busy = min(self._active / self._lanes, 1.0)
        self._spent["busy"] += passed * busy
        self._spent[self._idle] += passed * (1 - busy)


@dataclass(frozen=True, slots=True)
class Meters:
    """One meter a stage."""

    read: Meter = field(default_factory=Meter)
    encode: Meter = field(default_factory=Meter)
    write: Meter = field(default_factory=Meter)

    def stop(self) -> None:
        """Time counts no more."""
        for meter in (self.read, self.encode, self.write):
            meter.stop()

    def report(self) -> Stages:
        """Everything so far."""
        return Stages(self.read.report(), self.encode.report(), self.write.report())
