"""An axis of a chart: values to places, and the values that get a label."""

from __future__ import annotations

import math
from dataclasses import dataclass

_NICE = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Axis:
    """A range of values drawn between two places.

    Attributes:
        low: Value at *start*; above 0 if *log*.
        high: Value at *end*, above *low*.
        start: Place in user units of the picture.
        end: The same; below *start* for an axis that runs upwards.
        log: Whether equal ratios, not equal differences, are equally far apart.
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """Where *value* is drawn."""
        low, high = self._scale(self.low), self._scale(self.high)
        return self.start + (self._scale(value) - low) / (high - low) * (self.end - self.start)

    def ticks(self, wanted: int = 5) -> list[float]:
        """Round values within the range, about as many as *wanted*."""
        if self.log:
            powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
            found = [nice * 10.0**power for power in powers for nice in _NICE[:3]]
            return [value for value in found if self.low <= value <= self.high]
        rough = (self.high - self.low) / wanted
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(nice * power for nice in _NICE if nice * power >= rough * 0.999)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [round(place * step, 10) for place in range(first, last + 1)]

    def _scale(self, value: float) -> float:
        return math.log(value) if self.log else value


def around(low: float, high: float, start: float, end: float) -> Axis:
    """An axis with some room on both sides of the values; one value alone is put in the middle."""
    room = 0.08 * (high - low) or 0.05
    return Axis(low - room, high + room, start, end)
