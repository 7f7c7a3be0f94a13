"""An HTTP server on the loopback interface that follows Pinecone's public API closely enough for the real client."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from tests.connectors.http_stub import Reply, Request, listening
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
        self._port = 0
        self._listening = ExitStack()

    @property
    def origin(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._port}"

    def url(self, name: str, **options: str) -> str:
        """The URL of an index on it."""
        given = "".join(f"&{key}={value}" for key, value in options.items())
        return f"pinecone://{name}?host={self.origin}{given}"

    def paths(self) -> list[str]:
        """What was asked, without the index: ``query``, ``vectors/upsert``."""
        return [one.path.partition("/index/")[2].partition("/")[2] or one.path for one in self.seen]

    def __enter__(self) -> Self:
        self._port = self._listening.enter_context(listening(self))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.close()

    def answer(self, request: Request, reply: Reply) -> None:
        """The truth, or the fault that is due."""
        parts = urlsplit(request.target)
        control = not parts.path.startswith("/index/")
        try:
            body = json.loads(request.body) if request.body else {}
            self.seen.append(Seen(request.method, parts.path, body or parse_qs(parts.query)))
            fault = self.faults.take(parts.path)
            if fault is not None:
                time.sleep(fault.delay_s)
                if fault.applied:
                    self._truth(request, parts, body)
                if _fail(fault, reply, control=control):
                    return
            status, answer = self._truth(request, parts, body)
        except ApiError as error:
            _send(reply, error.status, error.body(control=control), {})
        else:
            _send(reply, status, answer.body, answer.headers if self.lsn_headers else {})

    def _truth(self, request: Request, parts: SplitResult, body: Any) -> tuple[int, Answer]:
        self._check(request)
        method, path = request.method, parts.path
        if not path.startswith("/index/"):
            return self._control(method, path, body)
        name, _, rest = path.removeprefix("/index/").partition("/")
        index = self.project.open(name)
        if rest == "vectors/upsert" and self.refuse is not None and self.refuse(body):
            raise ApiError(400, "refused on purpose")
        if method == "POST" and rest in _POSTS:
            return 200, _POSTS[rest](index, body)
        parameters = parse_qs(parts.query, keep_blank_values=True)
        match method, rest.split("/"):
            case "GET", ["vectors", "fetch"]:
                return 200, data_plane.fetch(index, parameters)
            case "GET", ["vectors", "list"]:
                return 200, data_plane.list_ids(index, parameters)
            case "GET", ["namespaces"]:
                return 200, data_plane.list_namespaces(index, parameters)
            case "GET", ["namespaces", namespace]:
                return 200, data_plane.describe_namespace(index, unquote(namespace))
            case "DELETE", ["namespaces", namespace]:
                return 202, data_plane.delete_namespace(index, unquote(namespace))
        raise ApiError(404, f"no such path: {path}")

    def _check(self, request: Request) -> None:
        if request.headers.get("api-key") != API_KEY:
            raise ApiError(401, "Invalid API Key")
        if len(request.target) > limits.MAX_ADDRESS:
            raise ApiError(414, "URI too long")
        if len(request.body) > self.largest_request:
            raise ApiError(
                413,
                f"message length too large: found {len(request.body)} bytes, the limit is {self.largest_request}",
            )

    def _control(self, method: str, path: str, body: Any) -> tuple[int, Answer]:
        project, origin = self.project, self.origin
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


def _fail(fault: Fault, reply: Reply, *, control: bool) -> bool:
    if fault.status == 200 and fault.body is None:  # only late
        return False
    headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
    if fault.status == 0:
        reply.cut()
    elif fault.body is not None:
        reply.send(fault.status, fault.body, headers.items())
    else:
        _send(reply, fault.status, error_body(fault.status, fault.message, control=control), headers)
    return True


def _send(reply: Reply, status: int, body: Any, headers: Mapping[str, str]) -> None:
    reply.send(status, json.dumps(body).encode(), headers.items())
