"""An HTTP server on the loopback interface that follows Pinecone's public API closely enough for the real client."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from tests.connectors.pinecone import data_plane, limits
from tests.connectors.pinecone.api_error import ApiError, error_body
from tests.connectors.pinecone.control_plane import Project, shown
from tests.connectors.pinecone.data_plane import Answer
from tests.connectors.pinecone.faults import Fault, Faults
from tests.connectors.pinecone.store import StoredIndex

API_KEY = "pcsk_secret-of-the-tests"

_POSTS: Mapping[str, Callable[[StoredIndex, Mapping[str, Any]], Answer]] = {
    "vectors/upsert": data_plane.upsert,
    "query": data_plane.query,
    "vectors/delete": data_plane.delete,
    "vectors/update": data_plane.update,
    "vectors/fetch_by_metadata": data_plane.fetch_by_metadata,
    "describe_index_stats": data_plane.stats,
    "namespaces": data_plane.create_namespace,
}


@dataclass(frozen=True)
class Seen:
    """A request that came in."""

    method: str
    path: str
    body: Any


class PineconeServer:
    """The server, in a thread of its own while the context lasts.

    Attributes:
        project: The indexes.
        faults: What goes wrong on purpose.
        seen: Every request, in order.
        lsn_headers: Whether answers carry log sequence numbers.
        refuse: Which upserts are answered 400 on purpose.
        largest_request: Bytes above which a request is answered 413.
    """

    def __init__(self) -> None:
        self.project = Project()
        self.faults = Faults()
        self.seen: list[Seen] = []
        self.lsn_headers = True
        self.refuse: Callable[[Mapping[str, Any]], bool] | None = None
        self.largest_request = limits.MAX_REQUEST
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def origin(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def url(self, name: str, **options: str) -> str:
        """The URL of an index on it."""
        given = "".join(f"&{key}={value}" for key, value in options.items())
        return f"pinecone://{name}?host={self.origin}{given}"

    def paths(self) -> list[str]:
        """What was asked, without the index: ``query``, ``vectors/upsert``."""
        return [one.path.partition("/index/")[2].partition("/")[2] or one.path for one in self.seen]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    owner: PineconeServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_DELETE(self) -> None:
        self._serve("DELETE")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""

    def _serve(self, method: str) -> None:
        owner = self.server.owner
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        control = not parts.path.startswith("/index/")
        try:
            body = json.loads(raw) if raw else {}
            owner.seen.append(Seen(method, parts.path, body or parse_qs(parts.query)))
            fault = owner.faults.take(parts.path)
            if fault is not None:
                time.sleep(fault.delay_s)
                if fault.applied:
                    self._answer(method, parts.path, parts.query, body, raw)
                if self._fail(fault, control=control):
                    return
            status, answer = self._answer(method, parts.path, parts.query, body, raw)
        except ApiError as error:
            self._send(error.status, error.body(control=control), {})
        else:
            headers = answer.headers if owner.lsn_headers else {}
            self._send(status, answer.body, headers)

    def _answer(self, method: str, path: str, query: str, body: Any, raw: bytes) -> tuple[int, Answer]:
        self._check(raw)
        if not path.startswith("/index/"):
            return self._control(method, path, body)
        owner = self.server.owner
        name, _, rest = path.removeprefix("/index/").partition("/")
        index = owner.project.open(name)
        if rest == "vectors/upsert" and owner.refuse is not None and owner.refuse(body):
            raise ApiError(400, "refused on purpose")
        if method == "POST" and rest in _POSTS:
            return 200, _POSTS[rest](index, body)
        parameters = parse_qs(query, keep_blank_values=True)
        match method, rest.split("/"):
            case "GET", ["vectors", "fetch"]:
                return 200, data_plane.fetch(index, parameters)
            case "GET", ["vectors", "list"]:
                return 200, data_plane.list_ids(index, parameters)
            case "GET", ["namespaces"]:
                return 200, data_plane.list_namespaces(index)
            case "GET", ["namespaces", namespace]:
                return 200, data_plane.describe_namespace(index, unquote(namespace))
            case "DELETE", ["namespaces", namespace]:
                return 202, data_plane.delete_namespace(index, unquote(namespace))
        raise ApiError(404, f"no such path: {path}")

    def _check(self, raw: bytes) -> None:
        if self.headers.get("Api-Key") != API_KEY:
            raise ApiError(401, "Invalid API Key")
        if len(self.path) > limits.MAX_ADDRESS:
            raise ApiError(414, "URI too long")
        largest = self.server.owner.largest_request
        if len(raw) > largest:
            raise ApiError(413, f"message length too large: found {len(raw)} bytes, the limit is {largest}")

    def _control(self, method: str, path: str, body: Any) -> tuple[int, Answer]:
        project, origin = self.server.owner.project, self.server.owner.origin
        name = unquote(path.removeprefix("/indexes").removeprefix("/"))
        match method, bool(name):
            case "POST", False:
                return 201, Answer(shown(project.create(body), origin))
            case "GET", True:
                return 200, Answer(shown(project.describe(name), origin))
            case "GET", False:
                return 200, Answer({"indexes": [shown(one, origin) for one in project.indexes.values()]})
            case "DELETE", True:
                project.delete(name)
                return 202, Answer({})
        raise ApiError(404, f"no such path: {path}")

    def _fail(self, fault: Fault, *, control: bool) -> bool:
        if fault.status == 200 and fault.body is None:  # only late
            return False
        if fault.status == 0:
            self._break_off()
            return True
        headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
        if fault.body is not None:
            self._send_bytes(fault.status, fault.body, headers)
        else:
            self._send(fault.status, error_body(fault.status, fault.message, control=control), headers)
        return True

    def _break_off(self) -> None:
        """Half an answer, then a reset."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def _send(self, status: int, body: Any, headers: Mapping[str, str]) -> None:
        self._send_bytes(status, json.dumps(body).encode(), headers)

    def _send_bytes(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
