"""An HTTP proxy in front of a real server, that fails as it is told."""

from __future__ import annotations

import http.client
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import urlsplit

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
        self._server = _Server(self)
        if certificates is not None:
            self._server.socket = certificates.wrap_socket(self._server.socket, server_side=True)
        self.port: int = self._server.server_address[1]

    def fail(self, path: str, kind: Literal["answer", "slow", "lost", "torn"], times: int = 1, **how: Any) -> None:
        """Fail the next requests to *path*."""
        self.faults += [Fault(path, kind, **how)] * times

    def requests(self, path: str) -> int:
        """How many requests went to *path*."""
        return sum(path in one for _, one in self.seen)

    @contextmanager
    def running(self) -> Iterator[Proxy]:
        """Serve until the block ends."""
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def take(self, method: str, path: str) -> Fault | None:
        """Note a request; its fault, if there is one."""
        with self._lock:
            self.seen.append((method, path))
            found = next((fault for fault in self.faults if fault.path in path), None)
            if found is not None:
                self.faults.remove(found)
            return found

    def forward(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Any, bytes]:
        """Status, headers and body of the server's answer."""
        connection = http.client.HTTPConnection(*self._upstream, timeout=60)
        try:
            kept = {name: value for name, value in headers.items() if name.lower() not in _HOP_BY_HOP}
            connection.request(method, path, body, kept)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, proxy: Proxy) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.proxy = proxy


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.server.proxy.take(self.command, self.path)
        if fault is not None and fault.kind == "answer":
            self._send(fault.status, fault.headers.items(), fault.body)
            return
        if fault is not None and fault.kind == "slow":
            time.sleep(fault.seconds)
        try:
            answer = self.server.proxy.forward(self.command, self.path, dict(self.headers), body)
        except OSError:
            self._reset()
            return
        self._answer(fault, *answer)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve

    def _answer(self, fault: Fault | None, status: int, headers: Any, content: bytes) -> None:
        if fault is not None and fault.after is not None:
            fault.after()
        kind = None if fault is None else fault.kind
        if kind != "lost":
            self._send(status, headers, content, of=len(content) // 2 if kind == "torn" else None)
        if kind in ("lost", "torn"):
            self._reset()

    def _send(self, status: int, headers: Any, content: bytes, of: int | None = None) -> None:
        try:
            self.send_response(status)
            for name, value in headers:
                if name.lower() not in _HOP_BY_HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content[:of])
                self.wfile.flush()
        except OSError:
            self.close_connection = True  # the client did not wait

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the test says what went wrong."""
