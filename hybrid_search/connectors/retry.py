"""When to try again, and how long to wait: capped exponential backoff with full jitter.

Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.steps import Call
from hybrid_search.errors import DeadlineExceeded


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how long.

    Attributes:
        attempts: Tries of one call, the first included.
        base_s: Upper bound of the first wait, in seconds; each further wait may be twice as long.
        cap_s: Upper bound of any wait that the backend did not ask for.
        deadline_s: Seconds for one call, its waits included; None for no limit. Not for a whole operation, which may
            write millions of documents.
    """

    attempts: int = 6
    base_s: float = 0.1
    cap_s: float = 10.0
    deadline_s: float | None = 60.0


@dataclass(slots=True)
class Retries:
    """The tries of one call: after an error it says how long to wait, or raises what is final."""

    connector: Connector
    policy: RetryPolicy
    call: Call
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
    failed: int = field(init=False, default=0)
    _started: float = field(init=False)

    def __post_init__(self) -> None:
        self._started = self.clock()

    def wait_after(self, error: Exception) -> float:
        """Seconds to wait before trying the call again.

        Args:
            error: What the client raised.

        Raises:
            Exception: the library's error, with the client's chained, if trying again cannot help or is not safe.
            DeadlineExceeded: if the wait would end after the deadline.
        """
        self.failed += 1
        failure = self.connector.failure(error, self.call)
        if failure is None:
            raise error
        safe = self.call.idempotent or not failure.sent
        if not (failure.retryable and safe) or self.failed >= self.policy.attempts:
            raise failure.error from error
        bound: float = min(self.policy.cap_s, self.policy.base_s * 2 ** min(self.failed - 1, 60))
        wait = max(bound * self.jitter(), failure.retry_after_s or 0.0)
        if self.policy.deadline_s is not None:
            left = self._started + self.policy.deadline_s - self.clock()
            if wait > left:
                raise DeadlineExceeded(
                    f"{self.connector.url}: {self.call.method} failed {self.failed} times, and the next try would be "
                    f"after the deadline of {self.policy.deadline_s:g} s; the last error was: {failure.error}"
                ) from error
        return wait
