"""What a migration did, or would do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from hybrid_search.ingest.pipeline import Stages
from hybrid_search.types import FailedDocument, Truncation


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What building a generation did; of a dry run, what it would do.

    Attributes:
        live: Number of the generation that was read.
        next: Number of the one that is built.
        rows: Rows that the live generation has.
        encoded: Rows that were encoded and stored.
        kept: Rows that were there already when this began.
        deleted: Rows that were deleted since the live generation no longer has them.
        left_out: Rows that are missing in the new generation, since the encoder failed or the backend refused them.
        failed: The first 1,000 of them by id, each with the reason.
        truncation: What the encoder could not read of the encoded rows.
        passes: How often both generations were compared row by row.
        settled: Whether the last pass found nothing to do; else others wrote to the live one all the time.
        stages: How fast reading the live generation, encoding and writing were.
        dry_run: Whether nothing was written.
        encoding_seconds: Of a dry run: how long the encoder would take, from a sample that was measured; None if
            nothing is to be encoded.
    """

    live: int
    next: int
    rows: int = 0
    encoded: int = 0
    kept: int = 0
    deleted: int = 0
    left_out: int = 0
    failed: tuple[FailedDocument, ...] = ()
    truncation: Truncation = field(default_factory=Truncation)
    passes: int = 0
    settled: bool = False
    stages: Stages = field(default_factory=Stages)
    dry_run: bool = False
    encoding_seconds: float | None = None

    @property
    def complete(self) -> bool:
        """Whether no row is missing."""
        return not self.left_out

    def as_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, ready for JSON."""
        return asdict(self) | {"stages": self.stages.as_dict()}


@dataclass(frozen=True, slots=True)
class BuildProgress:
    """How far a pass is.

    Attributes:
        number: Of the pass, from 1.
        done: Rows of the live generation that the next one has by now.
        total: Rows that the live generation had when the pass began.
        encoded: Rows that were encoded and stored by all passes.
        seconds: Since the first pass began.
    """

    number: int
    done: int
    total: int
    encoded: int
    seconds: float

    @property
    def rate(self) -> float:
        """Rows encoded and stored a second."""
        return self.encoded / self.seconds if self.seconds > 0 else 0.0


TellBuild = Callable[[BuildProgress], None]
"""Called after each batch."""


@dataclass(frozen=True, slots=True)
class SwitchReport:
    """What a switch did.

    Attributes:
        before: Generation that was live, and is the way back.
        live: Generation that is live now.
        build: The last pass before the switch; None on the way back, which builds nothing.
        carried: Rows that others wrote to the old generation while it was being retired, and that were brought over.
        removed: Rows that others deleted there meanwhile, and that were deleted here, too.
        left_out: Rows that were written there meanwhile, too, and that are missing here, as in :class:`BuildReport`.
        failed: The first of them, each with the reason.
        behind: Of the way back: rows of *before* that *live* has not, or has otherwise, since they were written later.
    """

    before: int
    live: int
    build: BuildReport | None = None
    carried: int = 0
    removed: int = 0
    left_out: int = 0
    failed: tuple[FailedDocument, ...] = ()
    behind: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, ready for JSON."""
        return asdict(self) | {"build": None if self.build is None else self.build.as_dict()}
