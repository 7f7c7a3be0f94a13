"""An HTTP server with Qdrant's REST API in front of the client's local mode, and with faults on demand."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

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

    def bodies(self, path: str) -> list[Any]:
        """The bodies of the requests whose path ends so."""
        return [one.body for one in self.seen if one.path.endswith(path)]


@contextmanager
def serving(stub: Stub, context: ssl.SSLContext | None = None) -> Iterator[Stub]:
    """Serve until the block ends, over TLS with a context."""
    server = _Server(stub)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        stub.scheme = "https"
    stub.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, stub: Stub) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stub = stub

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: connections that break are what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in one piece, or the client acknowledges its first one 40 ms late
    disable_nagle_algorithm = True

    def _serve(self) -> None:
        stub = self.server.stub
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.loads(content) if content else None
        seen = Seen(self.command, unquote(parts.path), parts.query, body, headers, self.client_address[1])
        fault = stub.take(seen)
        if fault is None:
            self._answer(*self._truth(seen), {})
            return
        if fault.after:
            self._truth(seen)
        if fault.hang:
            stub.closing.wait(30)
        elif fault.cut:
            self._cut()
        else:
            self._answer(fault.status, fault.body, fault.headers)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _serve

    def _truth(self, seen: Seen) -> tuple[int, Any]:
        try:
            result = self.server.stub.rest.answer(seen.method, seen.path, seen.body)
        except Refusal as refusal:
            return refusal.status, {"status": {"error": refusal.reason}, "time": 0.1}
        return 200, result if seen.path == "/" else {"result": result, "status": "ok", "time": 0.1}

    def _answer(self, status: int, body: Any, headers: Mapping[str, str]) -> None:
        content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        with suppress(OSError):  # the client may not have waited
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def _cut(self) -> None:
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{")
            self.wfile.flush()
            reset = struct.pack("ii", 1, 0)  # closing then sends RST
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""
