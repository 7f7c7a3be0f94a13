"""When to try again, and how long to wait: capped exponential backoff with full jitter.

Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
"""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.steps import Call
from hybrid_search.errors import DeadlineExceeded

_log = logging.getLogger(__name__)


ATTEMPTS_WITHOUT_LIMIT = 2**31
"""So that only the deadline ends them."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how long.

    Attributes:
        attempts: Tries of one call, the first included.
        base_s: Upper bound of the first wait, in seconds; each further wait may be twice as long.
        cap_s: Upper bound of any wait that the backend did not ask for.
        deadline_s: Seconds for one call, its waits included, or for all calls of an operation that is run as a whole;
            None for no limit.
    """

    attempts: int = 6
    base_s: float = 0.1
    cap_s: float = 10.0
    deadline_s: float | None = 60.0


@dataclass(slots=True)
class Budget:
    """The seconds that are left until the deadline.

    Attributes:
        seconds: From now; None for no limit.
    """

    seconds: float | None
    clock: Callable[[], float] = time.monotonic
    _started: float = field(init=False)

    def __post_init__(self) -> None:
        self._started = self.clock()

    def left(self) -> float:
        """Seconds until the deadline, below 0 after it; infinity without one."""
        return math.inf if self.seconds is None else self._started + self.seconds - self.clock()

    def pause(self, seconds: float) -> None:
        """Do not count these seconds: the backend was not waited for."""
        self._started += seconds


@dataclass(slots=True)
class Retries:
    """The tries of one call: after an error it says how long to wait, or raises what is final."""

    connector: Connector
    policy: RetryPolicy
    call: Call
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
    budget: Budget | None = None
    failed: int = field(init=False, default=0)
    _budget: Budget = field(init=False)

    def __post_init__(self) -> None:
        self._budget = self.budget or Budget(self.policy.deadline_s, self.clock)

    def attempt(self) -> Call:
        """The call for its next try: one to a server takes no longer than is left.

        Raises:
            DeadlineExceeded: if nothing is left.
        """
        left = self._budget.left()
        if self.connector.local or left == math.inf:
            return self.call
        if left <= 0:
            raise self._too_late("there was no time left for it")
        return self.connector.timed(self.call, left)

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
        if wait > self._budget.left():
            times = "once" if self.failed == 1 else f"{self.failed} times"
            raise self._too_late(
                f"it failed {times}, and the next try would come too late; the last error was: {failure.error}"
            ) from error
        _log.warning(  # no message: a server's may quote a document
            "%s: %s failed (%s from %s, try %d of %d); trying again in %.2f s",
            self.connector.url,
            self.call.method,
            type(failure.error).__name__,
            type(error).__name__,
            self.failed,
            self.policy.attempts,
            wait,
        )
        return wait

    def _too_late(self, reason: str) -> DeadlineExceeded:
        return DeadlineExceeded(
            f"{self.connector.url}: {self.call.method} did not succeed before the deadline of "
            f"{self._budget.seconds:g} s: {reason}; allow more with deadline_s="
        )
