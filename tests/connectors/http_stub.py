"""An HTTP server on the loopback interface, for stubs and proxies that say what it answers."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol


@dataclass(frozen=True)
class Request:
    """A request as it came.

    Attributes:
        method: Of HTTP.
        target: Path and query.
        headers: Their names in lower case.
        body: As it came.
        connection: The port that it came from.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    connection: int


class Reply:
    """What is done with the connection of one request; a client that did not wait is no error."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self._handler = handler

    def send(self, status: int, body: bytes, headers: Iterable[tuple[str, str]] = (), *, of: int | None = None) -> None:
        """Answer; with only so many bytes *of* the body, if given, though its whole length is announced."""
        given = {name.lower(): (name, value) for name, value in headers}
        handler = self._handler
        try:
            handler.send_response(status)
            for name, value in {"content-type": ("Content-Type", "application/json"), **given}.values():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            if handler.command != "HEAD":
                handler.wfile.write(body[:of])
                handler.wfile.flush()
        except OSError:
            handler.close_connection = True

    def reset(self) -> None:
        """Break the connection off."""
        handler = self._handler
        handler.close_connection = True
        with suppress(OSError):
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # sends RST
            handler.connection.close()

    def cut(self) -> None:
        """Break the connection off in the middle of an answer."""
        self.send(200, b"{" + b" " * 998, of=1)
        self.reset()


class Answering(Protocol):
    """Who answers."""

    def answer(self, request: Request, reply: Reply) -> None:
        """Answer one request; called by several threads."""
        ...


@contextmanager
def listening(who: Answering, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve until the block ends, over TLS with a context; the port."""
    server = _Server(who)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, who: Answering) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.who = who

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: connections that break are what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in one piece, or the client acknowledges its first one 40 ms late
    disable_nagle_algorithm = True

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, body, self.client_address[1])
        self.server.who.answer(request, Reply(self))

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _serve

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the test says what went wrong."""
