"""How fast each stage was, what it waited for, and which one was the limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

StageName = Literal["read", "encode", "write"]


@dataclass(frozen=True, slots=True)
class StageReport:
    """One stage. Its three times add up to how long the pipeline ran.

    A stage of several lanes (processes that encode, requests that write) counts each lane by its part: one of two
    lanes at work for 10 s is 5 s busy.

    Attributes:
        items: How much it has done: entries read, rows encoded, rows stored.
        busy_s: Seconds at work.
        starved_s: Seconds without anything to work on.
        blocked_s: Seconds in which what it had done could not be passed on.
    """

    items: int = 0
    busy_s: float = 0.0
    starved_s: float = 0.0
    blocked_s: float = 0.0

    @property
    def rate(self) -> float:
        """Items in a second of work: what the stage could do if it never waited; 0 if it did nothing yet."""
        return self.items / self.busy_s if self.busy_s else 0.0

    @property
    def share(self) -> float:
        """Of the time, that it was at work: 0 to 1."""
        total = self.busy_s + self.starved_s + self.blocked_s
        return self.busy_s / total if total else 0.0

    def since(self, before: StageReport) -> StageReport:
        """What came after an earlier report."""
        return StageReport(*(getattr(self, name) - getattr(before, name) for name in self.__slots__))

    def as_dict(self) -> dict[str, float]:
        """Plain numbers, rate and share among them."""
        named = ("items", "rate", "share", "busy_s", "starved_s", "blocked_s")
        return {name: round(getattr(self, name), 4) for name in named}


@dataclass(frozen=True, slots=True)
class Limit:
    """The stage that the others waited for.

    Attributes:
        stage: Its name.
        share: Of the time, that it was at work: near 1, another stage cannot make it faster.
    """

    stage: StageName
    share: float


@dataclass(frozen=True, slots=True)
class Stages:
    """The three stages.

    Attributes:
        read: Reading the source, comparing it with the index, and cutting documents into chunks.
        encode: The encoder.
        write: Storing what was encoded, and deleting what it replaces.
    """

    read: StageReport = field(default_factory=StageReport)
    encode: StageReport = field(default_factory=StageReport)
    write: StageReport = field(default_factory=StageReport)

    def __iter__(self) -> Iterator[tuple[StageName, StageReport]]:
        yield "read", self.read
        yield "encode", self.encode
        yield "write", self.write

    @property
    def limit(self) -> Limit | None:
        """The stage that was at work for the largest share of the time; None before anything was done."""
        name, stage = max(self, key=lambda one: one[1].share)
        return Limit(name, stage.share) if stage.share else None

    def since(self, before: Stages) -> Stages:
        """What came after an earlier report."""
        return Stages(*(mine.since(earlier) for (_, mine), (_, earlier) in zip(self, before, strict=True)))

    def as_dict(self) -> dict[str, Any]:
        """Plain dicts, ready for JSON."""
        return {name: stage.as_dict() for name, stage in self}
