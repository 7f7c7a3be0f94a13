"""A finding of the doctor."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth knowing.

    Attributes:
        severity: "error": calls fail or results are wrong; "warning": slower or weaker than need be; "note".
        problem: What was seen.
        fix: What to do about it.
    """

    severity: Severity
    problem: str
    fix: str

    def as_dict(self) -> dict[str, Any]:
        """The same as a dict, ready for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.severity}: {self.problem}. Fix: {self.fix}"
