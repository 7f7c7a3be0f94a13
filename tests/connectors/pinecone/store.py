"""Indexes in memory: namespaces with a log of writes, of which readers see only what has come far enough."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass
class Lag:
    """How late readers see a write.

    Attributes:
        seconds: After so many.
        queries: And after so many queries of the namespace.
    """

    seconds: float = 0.0
    queries: int = 0


@dataclass
class Stored:
    """One record: id, vectors as float32 numbers, metadata."""

    id: str
    dense: npt.NDArray[np.float32] | None
    sparse: dict[int, float]
    metadata: dict[str, Any]


Change = Callable[[dict[str, Stored]], None]


@dataclass
class _Pending:
    lsn: int
    change: Change
    at: float
    queries: int


@dataclass
class Namespace:
    """Records, and the log of what is not seen yet."""

    records: dict[str, Stored] = field(default_factory=dict)
    pending: list[_Pending] = field(default_factory=list)
    lsn: int = 0
    seen: int = 0


@dataclass
class StoredIndex:
    """One index.

    Attributes:
        dims: Of the dense field; None without one.
        metric: "cosine" or "dotproduct".
        sparse: Whether records may have sparse values.
        ready_after: So many more descriptions say that it is not ready.
        terminating: While it is being deleted: so many more descriptions still find it.
    """

    name: str
    dims: int | None
    metric: str
    sparse: bool
    schema: dict[str, Any]
    deployment: dict[str, Any]
    tags: dict[str, str]
    ready_after: int = 0
    terminating: int | None = None
    lag: Lag = field(default_factory=Lag)
    namespaces: dict[str, Namespace] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def write(self, name: str, change: Change) -> int:
        """Append to the log of a namespace; returns the log sequence number."""
        with self.lock:
            namespace = self.namespaces.setdefault(name, Namespace())
            namespace.lsn += 1
            namespace.pending.append(_Pending(namespace.lsn, change, time.monotonic(), self.lag.queries))
            if not self.lag.seconds and not self.lag.queries:
                self._apply(namespace, query=False)
            return namespace.lsn

    def read(self, name: str, *, query: bool) -> Namespace:
        """The namespace as readers see it; an empty one if it is not there."""
        with self.lock:
            namespace = self.namespaces.get(name, Namespace())
            self._apply(namespace, query=query)
            return Namespace(dict(namespace.records), [], namespace.lsn, namespace.seen)

    def _apply(self, namespace: Namespace, *, query: bool) -> None:
        now = time.monotonic()
        while namespace.pending:
            first = namespace.pending[0]
            if first.queries > 0 or now - first.at < self.lag.seconds:
                break
            first.change(namespace.records)
            namespace.seen = first.lsn
            namespace.pending.pop(0)
        if query:
            for one in namespace.pending:
                one.queries -= 1
