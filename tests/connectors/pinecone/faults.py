"""What goes wrong on purpose: the next requests that match are answered by a script."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One answer that is not the API's.

    Attributes:
        path: Only requests whose path ends so.
        times: How many requests.
        status: The status answered; 0 breaks the connection in the middle of the answer.
        retry_after: The header, if any.
        message: What the body says.
        delay_s: Seconds to wait before the answer.
        applied: Whether the request takes effect before.
        body: Sent as it is, in place of an error body.
    """

    path: str = ""
    times: int = 1
    status: int = 503
    retry_after: str | None = None
    message: str = "scripted fault"
    delay_s: float = 0.0
    applied: bool = False
    body: bytes | None = None


@dataclass
class Faults:
    """The faults that are still to come."""

    _left: list[tuple[Fault, int]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, *faults: Fault) -> None:
        """These come next, in this order."""
        with self._lock:
            self._left += [(fault, fault.times) for fault in faults]

    def take(self, path: str) -> Fault | None:
        """The fault for a request, if there is one."""
        with self._lock:
            for place, (fault, times) in enumerate(self._left):
                if path.endswith(fault.path):
                    self._left[place : place + 1] = [(fault, times - 1)] if times > 1 else []
                    return fault
        return None
