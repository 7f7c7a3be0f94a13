"""How latency grows with the number of documents: c n^a."""

from __future__ import annotations

import math


def exponent(documents: int, latency: float, more: int, later: float) -> float:
    """The *a* of latency = c n^a through two points: 0 is constant, 1 is linear."""
    return math.log(later / latency) / math.log(more / documents)
