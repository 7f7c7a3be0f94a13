"""What was measured at one size, kept in a file, so that a run that was interrupted goes on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from hybrid_search._atomic_file import write_atomically
from hybrid_search.index.request import LegChoice

LEGS: tuple[LegChoice, ...] = ("sparse", "dense", "both")


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of one search.

    Attributes:
        p50: The median.
        p95: The 95th percentile.
        processor: The median of the processor's time, of all threads together; other processes hardly disturb it.
        queries: Of how many searches.
    """

    p50: float
    p95: float
    processor: float
    queries: int

    @classmethod
    def of(cls, wall: Sequence[float], processor: Sequence[float]) -> Latency:
        p50, p95 = np.percentile(wall, [50, 95])
        return cls(float(p50), float(p95), float(np.median(processor)), len(wall))


@dataclass(frozen=True, slots=True)
class Searches:
    """Searches of an index in one state.

    Attributes:
        latency: By leg, and of "both".
        recall: recall@10 of the dense leg against exact search.
        segments: Of the engine.
        in_graph: How many vectors the engine says are indexed, dense and sparse ones.
        load: The system's load average meanwhile.
    """

    latency: Mapping[LegChoice, Latency]
    recall: float
    segments: int
    in_graph: int
    load: float

    @classmethod
    def from_json(cls, stored: dict[str, object]) -> Searches:
        latency = stored.pop("latency")
        assert isinstance(latency, dict)
        return cls({leg: Latency(**one) for leg, one in latency.items()}, **stored)  # type: ignore[arg-type]  # as_json wrote it


@dataclass(slots=True)
class Peak:
    """Megabytes at most resident, of this process and its children together.

    Attributes:
        own: Memory of their own.
        mapped: Pages of files; the system takes them back when others need memory.
    """

    own: float = 0.0
    mapped: float = 0.0

    def include(self, other: Peak) -> None:
        self.own, self.mapped = max(self.own, other.own), max(self.mapped, other.mapped)


@dataclass(slots=True)
class Figures:
    """Of one size.

    Attributes:
        documents: The size.
        loaded: Documents that are stored.
        load_s: Seconds that took, generating them not counted.
        load_peak: Memory meanwhile.
        before: Searches of what was loaded; None if not measured yet.
        optimize_s: Seconds of ``optimize()``; None if it has not ended yet.
        optimize_peak: Memory meanwhile.
        disk_mb: Megabytes of the index on the disk, after it.
        after: Searches after it.
        search_peak: Memory of a process that searches.
    """

    documents: int
    loaded: int = 0
    load_s: float = 0.0
    load_peak: Peak = field(default_factory=Peak)
    before: Searches | None = None
    optimize_s: float | None = None
    optimize_peak: Peak = field(default_factory=Peak)
    disk_mb: float = 0.0
    after: Searches | None = None
    search_peak: Peak = field(default_factory=Peak)

    @classmethod
    def read(cls, path: Path, documents: int) -> Figures:
        """What the file holds; of a new size if there is none."""
        if not path.exists():
            return cls(documents)
        stored = json.loads(path.read_text("utf-8"))
        for name in ("before", "after"):
            stored[name] = stored[name] and Searches.from_json(stored[name])
        for name in ("load_peak", "optimize_peak", "search_peak"):
            stored[name] = Peak(**stored[name])
        return cls(**stored)

    def write(self, path: Path) -> None:
        """Keep them, replacing the file atomically."""
        write_atomically(path, json.dumps(asdict(self), indent=2).encode())
