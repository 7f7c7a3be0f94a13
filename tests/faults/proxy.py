"""An HTTP proxy in front of a real server, that fails as it is told."""

from __future__ import annotations

import http.client
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from tests.connectors.http_stub import Reply, Request, listening

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "host", "content-length"}


@dataclass(frozen=True)
class Fault:
    """What happens to the next request whose path matches.

    Attributes:
        path: A part of the path, such as "_bulk".
        kind: "answer" with *status* without asking the server; "slow": wait, then forward; "lost": forward, and reset
            the connection instead of answering; "torn": forward, and reset it in the middle of the answer.
        after: Called once the server has answered, before the client hears of it.
    """

    path: str
    kind: Literal["answer", "slow", "lost", "torn"]
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    seconds: float = 0.0
    after: Callable[[], None] | None = None


class Proxy:
    """Forwards to *upstream*, and counts; each fault is used up by one request."""

    def __init__(self, upstream: str, certificates: ssl.SSLContext | None = None) -> None:
        address = urlsplit(upstream)
        self._upstream = (str(address.hostname), int(address.port or 80))
        self.faults: list[Fault] = []
        self.seen: list[tuple[str, str]] = []
        """Method and path of each request."""
        self._lock = threading.Lock()
        self._certificates = certificates
        self.port = 0

    def fail(self, path: str, kind: Literal["answer", "slow", "lost", "torn"], times: int = 1, **how: Any) -> None:
        """Fail the next requests to *path*."""
        self.faults += [Fault(path, kind, **how)] * times

    def requests(self, path: str) -> int:
        """How many requests went to *path*."""
        return sum(path in one for _, one in self.seen)

    @contextmanager
    def running(self) -> Iterator[Proxy]:
        """Serve until the block ends."""
        with listening(self, self._certificates) as self.port:
            yield self

    def answer(self, request: Request, reply: Reply) -> None:
        """What the server answers, or the fault that is due."""
        fault = self.take(request.method, request.target)
        if fault is not None and fault.kind == "answer":
            reply.send(fault.status, fault.body, fault.headers.items())
            return
        if fault is not None and fault.kind == "slow":
            time.sleep(fault.seconds)
        try:
            status, headers, content = self.forward(request)
        except OSError:
            reply.reset()
            return
        if fault is not None and fault.after is not None:
            fault.after()
        kind = None if fault is None else fault.kind
        if kind != "lost":
            reply.send(status, content, headers, of=len(content) // 2 if kind == "torn" else None)
        if kind in ("lost", "torn"):
            reply.reset()

    def take(self, method: str, path: str) -> Fault | None:
        """Note a request; its fault, if there is one."""
        with self._lock:
            self.seen.append((method, path))
            found = next((fault for fault in self.faults if fault.path in path), None)
            if found is not None:
                self.faults.remove(found)
            return found

    def forward(self, request: Request) -> tuple[int, list[tuple[str, str]], bytes]:
        """Status, headers and body of the server's answer."""
        connection = http.client.HTTPConnection(*self._upstream, timeout=60)
        try:
            connection.request(request.method, request.target, request.body, dict(_passed(request.headers.items())))
            answer = connection.getresponse()
            return answer.status, _passed(answer.getheaders()), answer.read()
        finally:
            connection.close()


def _passed(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in _HOP_BY_HOP]
