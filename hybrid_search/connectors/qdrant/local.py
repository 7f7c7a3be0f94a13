"""The client's local mode: it is not safe for threads, and its asynchronous twin never gives the event loop a turn."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Coroutine
from typing import Any

_LOCK = "_hybrid_search_lock"


class LocalClient:
    """The methods of a local-mode client, one call at a time, all of them synchronous.

    Args:
        client: A ``QdrantClient(":memory:")`` or ``AsyncQdrantClient(":memory:")``. It carries the lock, so several
            indexes may share it.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._lock: threading.RLock = vars(client).setdefault(_LOCK, threading.RLock())

    def __getattr__(self, method: str) -> Callable[..., Any]:
        called = getattr(self._client, method)

        def call(**arguments: Any) -> Any:
            with self._lock:
                answer = called(**arguments)
                return finished(answer) if inspect.iscoroutine(answer) else answer

        return call


def finished(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine returns that never waits for anything.

    Raises:
        RuntimeError: if it does wait.
    """
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    coroutine.close()
    raise RuntimeError("the local mode of the Qdrant client waited for the event loop")
