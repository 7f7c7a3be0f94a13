"""An HTTP server that answers as it is told, and notes the headers that it is sent."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Stub:
    """What it answers to every request, and what it was asked."""

    port: int = 0
    status: int = 200
    body: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    seen: list[dict[str, str]] = field(default_factory=list)
    """The headers of each request, their names in lower case."""

    @property
    def url(self) -> str:
        """An index on it."""
        return f"opensearch://127.0.0.1:{self.port}/notes"


@contextmanager
def serving(stub: Stub) -> Iterator[Stub]:
    """Serve until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            stub.seen.append({name.lower(): value for name, value in self.headers.items()})
            time.sleep(stub.delay_s)
            content = json.dumps(stub.body).encode()
            self.send_response(stub.status)
            for name, value in {"Content-Type": "application/json", **stub.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(OSError):  # the client may not have waited
                self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stub.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
