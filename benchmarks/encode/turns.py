"""Measuring several things in turn (A B C A B C …), so that whatever else the machine does hits all of them alike."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_STAT = Path("/proc/stat")


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure of one contestant, turn after turn."""

    turns: Sequence[float]

    @property
    def median(self) -> float:
        return statistics.median(self.turns)

    def ratio(self, other: Measured) -> Measured:
        """This divided by *other*, turn by turn."""
        return Measured([mine / theirs for mine, theirs in zip(self.turns, other.turns, strict=True)])

    def text(self, form: str, scale: float = 1.0) -> str:
        """The median and, in brackets, the lowest and highest turn."""
        low, middle, high = (f"{scale * value:{form}}" for value in (min(self.turns), self.median, max(self.turns)))
        return f"{middle} ({low}-{high})" if len(self.turns) > 1 else middle


def in_turn(measures: Mapping[str, Callable[[], float]], turns: int) -> dict[str, Measured]:
    """What each of *measures* returned, *turns* times."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(turns):
        for name, measure in measures.items():
            found[name].append(measure())
    return {name: Measured(values) for name, values in found.items()}


Clock = Callable[[], float]
"""``time.perf_counter``, or ``time.process_time``: the processor time of all threads of this process."""


def seconds(clock: Clock, function: Callable[[], object]) -> float:
    """How long one call takes."""
    started = clock()
    function()
    return clock() - started


class Busy:
    """How much of the processors other processes took meanwhile (Linux); figures of a busy machine say little."""

    def __init__(self) -> None:
        self._before = _busy_seconds()
        self._mine = _own_seconds()
        self._started = time.perf_counter()

    def elsewhere(self) -> float | None:
        """Processors' worth of work of others since this was made; None where the system does not say."""
        after = _busy_seconds()
        if self._before is None or after is None:
            return None
        elapsed = time.perf_counter() - self._started
        return max(0.0, (after - self._before) - (_own_seconds() - self._mine)) / elapsed


def _busy_seconds() -> float | None:
    """Processor time that the machine has spent on anything since it started; None where it does not say."""
    try:
        fields = _STAT.read_text("utf-8").split("\n", 1)[0].split()[1:]
    except OSError:
        return None
    user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, fields[:8])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
