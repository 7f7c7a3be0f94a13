"""What a backend does not have, said by its test class and checked by the test in question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a test of the contract does not pass as it stands.

    Attributes:
        kind: "never": the backend cannot do it, and the test passes if Unsupported is raised. "notyet": somebody else's
            error stands in the way, and the test must fail until that is mended.
        reason: For people.
    """

    kind: Literal["never", "notyet"]
    reason: str


def never(reason: str) -> Missing:
    """The backend cannot do it: the test passes if Unsupported is raised."""
    return Missing("never", reason)


def notyet(reason: str) -> Missing:
    """It waits for somebody upstream: the test must fail, until it passes and this line is removed."""
    return Missing("notyet", reason)
