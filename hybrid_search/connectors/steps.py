"""What an operation asks of its driver: the steps of a generator without I/O."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Running(Protocol):
    """Something that runs beside an operation: what :class:`Start` answers, or any ``concurrent.futures.Future``."""

    def done(self) -> bool:
        """Whether it has ended, in whatever way."""
        ...

    def result(self) -> Any:
        """What it returned, once it is done; raises what it raised."""
        ...


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


@dataclass(frozen=True, slots=True)
class Start:
    """Run another operation beside this one; the answer is a :class:`Running`.

    When the operation that started it ends, in whatever way, one that still runs is stopped before its next step.
    """

    operation: Generator[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait until at least one of several is done; the answer is None.

    Attributes:
        running: What is waited for.
        timeout_s: Seconds after which the operation goes on in any case; None for no limit.
    """

    running: tuple[Running, ...]
    timeout_s: float | None = None


Step = Call | Gather | Sleep | Compute | Start | Wait
Operation = Generator[Step, Any, T]
"""An operation written once: it yields steps, receives their answers, and returns its result."""
