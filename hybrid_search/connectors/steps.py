"""What an operation asks of its driver: the steps of a generator without I/O."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """Call a method of the backend's client; the answer is what it returns.

    Attributes:
        method: Name of the method, with dots for a namespace: "indices.create".
        arguments: Its keyword arguments.
        idempotent: Whether it may be sent again after a failure that leaves its effect unknown.
    """

    method: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    idempotent: bool = True


@dataclass(frozen=True, slots=True)
class Gather:
    """Several calls, concurrently where the client can; the answer is a list in the same order."""

    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait; the answer is None."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Compute:
    """CPU-bound work, which the async driver runs in a worker thread; the answer is what it returns."""

    function: Callable[[], Any]


Step = Call | Gather | Sleep | Compute
Operation = Generator[Step, Any, T]
"""An operation written once: it yields steps, receives their answers, and returns its result."""
