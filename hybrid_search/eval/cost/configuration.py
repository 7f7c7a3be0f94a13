"""What a search costs, beside what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Latency:
    """Of one stage over the queries, in milliseconds.

    Attributes:
        p50: Median.
        p95: 95th percentile.
    """

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What one configuration costs.

    Attributes:
        latency_ms: Stage ("encode", "legs", "fuse", "rerank", "total") to its latency; a stage that was not run is
            absent. Retrieval is measured once and shared by all configurations that use the same legs.
        overlap: Mean over queries of the share of candidates that both legs found, by their union (Jaccard); None with
            one leg.
    """

    latency_ms: Mapping[str, Latency] = field(default_factory=dict)
    overlap: float | None = None
