"""An HTTP server with Qdrant's REST API in front of the client's local mode, and with faults on demand."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.connectors.http_stub import Reply, Request, listening
from tests.connectors.qdrant.rest import Refusal, Rest


@dataclass(frozen=True)
class Fault:
    """What is answered in place of the truth, once.

    Attributes:
        status: Of HTTP.
        body: JSON, or text as it is.
        headers: Besides length and type.
        hang: Do not answer before the stub is closed.
        cut: Break the connection off in the middle of the answer.
        after: Carry the request out first, so that it took effect.
    """

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: bool = False
    cut: bool = False
    after: bool = False


@dataclass(frozen=True)
class Seen:
    """A request as it came; header names in lower case."""

    method: str
    path: str
    query: str
    body: Any
    headers: Mapping[str, str]
    connection: int


class Stub:
    """The server.

    Attributes:
        rest: What answers.
        faults: Taken one for each request, if there is any left for its path.
        seen: Every request so far.
    """

    def __init__(self) -> None:
        self.rest = Rest()
        self.faults: list[tuple[str, Fault]] = []
        self.seen: list[Seen] = []
        self.port = 0
        self.scheme = "http"
        self.closing = threading.Event()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """An index on it."""
        return f"qdrant+{self.scheme}://127.0.0.1:{self.port}/notes"

    def fail(self, path: str, *faults: Fault) -> None:
        """Answer the next requests whose path ends so with these faults."""
        with self._lock:
            self.faults += [(path, fault) for fault in faults]

    def take(self, seen: Seen) -> Fault | None:
        """Note a request; the fault that it meets."""
        with self._lock:
            self.seen.append(seen)
            for place, (path, fault) in enumerate(self.faults):
                if seen.path.endswith(path):
                    del self.faults[place]
                    return fault
        return None

    def answer(self, request: Request, reply: Reply) -> None:
        """The truth, or the fault that is due."""
        parts = urlsplit(request.target)
        body = json.loads(request.body) if request.body else None
        seen = Seen(request.method, unquote(parts.path), parts.query, body, request.headers, request.connection)
        fault = self.take(seen)
        if fault is None:
            reply.send(*self._truth(seen))
            return
        if fault.after:
            self._truth(seen)
        if fault.hang:
            self.closing.wait(30)
        elif fault.cut:
            reply.cut()
        else:
            content = fault.body.encode() if isinstance(fault.body, str) else json.dumps(fault.body).encode()
            reply.send(fault.status, content, fault.headers.items())

    def _truth(self, seen: Seen) -> tuple[int, bytes]:
        try:
            result = self.rest.answer(seen.method, seen.path, seen.body)
        except Refusal as refusal:
            return refusal.status, json.dumps({"status": {"error": refusal.reason}, "time": 0.1}).encode()
        answer = result if seen.path == "/" else {"result": result, "status": "ok", "time": 0.1}
        return 200, json.dumps(answer).encode()

    def bodies(self, path: str) -> list[Any]:
        """The bodies of the requests whose path ends so."""
        return [one.body for one in self.seen if one.path.endswith(path)]


@contextmanager
def serving(stub: Stub, context: ssl.SSLContext | None = None) -> Iterator[Stub]:
    """Serve until the block ends, over TLS with a context."""
    stub.scheme = "http" if context is None else "https"
    with listening(stub, context) as stub.port:
        try:
            yield stub
        finally:
            stub.closing.set()
