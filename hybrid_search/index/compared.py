"""Which stamp an index object has compared with its encoder."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Compared:
    """The last comparison, shared by all views of an index object.

    Attributes:
        generation: Of which generation the stamp was; None before the first comparison, and where it has no number.
        created: When that index was created, as its stamp says; "" before the first comparison.
        at: When they were compared, in seconds of the monotonic clock.
    """

    generation: int | None = None
    created: str = ""
    at: float = 0.0
