"""A Hugging Face hub on the loopback: repositories are folders; it answers what clients ask, and fails as told.

Below the root stand ``datasets/OWNER/NAME/…`` and ``models/OWNER/NAME/…``. The only branch is ``main``, its commit the
hash of what the folder holds, so that a changed file is a new revision.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

_API = re.compile(
    r"/api/(?P<kind>datasets|models)/(?P<name>[^/]+/[^/]+)(?:/(?P<what>revision|tree)/(?P<revision>[^/]+))?"
)
_FILE = re.compile(r"/(?:(?P<kind>datasets)/)?(?P<name>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<file>.+)")


@dataclass
class Fault:
    """What happens to requests whose path has *path* in it, after *after* of them, *times* times.

    "answer": *status* without a file; "reset": the connection ends without an answer; "torn": half the file, then the
    end of the connection.
    """

    path: str
    kind: Literal["answer", "reset", "torn"]
    after: int
    times: float
    status: int

    def strikes(self) -> bool:
        if self.after > 0:
            self.after -= 1
            return False
        self.times -= 1
        return self.times >= 0


class Hub:
    """Serves the repositories below *root*."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.seen: list[tuple[str, str]] = []
        """Method and path of each request."""
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def fail(
        self,
        path: str = "",
        kind: Literal["answer", "reset", "torn"] = "answer",
        *,
        after: int = 0,
        times: float = float("inf"),
        status: int = 503,
    ) -> None:
        """Fail the requests with *path* in their path: all, or *times* of them, once *after* were answered."""
        with self._lock:
            self._faults.append(Fault(path, kind, after, times, status))

    def heal(self) -> None:
        """Fail no more."""
        with self._lock:
            self._faults.clear()

    def folder(self, kind: str, name: str) -> Path:
        """Where a repository stands, whether it is there or not; *kind* is "datasets" or "models"."""
        return self.root / kind / name

    def commit(self, kind: str, name: str) -> str:
        """The revision of what a repository holds now: 40 hexadecimal digits."""
        digest = hashlib.sha1(name.encode())
        for path in self.files(kind, name):
            digest.update(path.encode() + b"\0" + (self.folder(kind, name) / path).read_bytes())
        return digest.hexdigest()

    def files(self, kind: str, name: str) -> list[str]:
        """Paths of the files of a repository."""
        folder = self.folder(kind, name)
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())

    def struck(self, method: str, path: str) -> Fault | None:
        """Note a request; the fault that strikes it, if any."""
        with self._lock:
            self.seen.append((method, path))
            return next((fault for fault in self._faults if fault.path in path and fault.strikes()), None)

    @contextmanager
    def running(self) -> Iterator[Hub]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, hub: Hub) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hub = hub

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no fault of the hub's."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        fault = self.server.hub.struck(self.command, path)
        if fault is not None and fault.kind == "reset":
            self.close_connection = True
        elif fault is not None and fault.kind == "answer":
            self._answer(fault.status, b"")
        elif found := _API.match(path):
            self._api(**found.groupdict())
        elif found := _FILE.fullmatch(path):
            self._file(found["kind"] or "models", found["name"], found["revision"], found["file"], fault is not None)
        else:
            self._error("EntryNotFound", 404)

    do_HEAD = do_GET

    def _api(self, kind: str, name: str, what: str | None, revision: str | None) -> None:
        hub = self.server.hub
        if self._refused(kind, name, revision):
            return
        files = hub.files(kind, name)
        if what == "tree":
            folder = hub.folder(kind, name)
            found: Any = [_entry(folder, path) for path in files]
        else:
            siblings = [{"rfilename": path} for path in files]
            found = {"id": name, "sha": hub.commit(kind, name), "siblings": siblings, "private": False, "tags": []}
        self._answer(200, json.dumps(found).encode(), {"Content-Type": "application/json"})

    def _file(self, kind: str, name: str, revision: str, file: str, torn: bool) -> None:
        hub = self.server.hub
        if self._refused(kind, name, revision):
            return
        headers = {"X-Repo-Commit": hub.commit(kind, name), "Accept-Ranges": "bytes"}
        if file not in hub.files(kind, name):
            self._error("EntryNotFound", 404, headers)
            return
        body = (hub.folder(kind, name) / file).read_bytes()
        headers["ETag"] = f'"{_oid(body)}"'
        if asked := re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", "")):
            start = int(asked[1])
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            self._answer(206, body[start:], headers, torn=torn)
        else:
            self._answer(200, body, headers, torn=torn)

    def _refused(self, kind: str, name: str, revision: str | None) -> bool:
        hub = self.server.hub
        if not hub.folder(kind, name).is_dir():
            self._error("RepoNotFound", 404)
        elif revision not in (None, "main", hub.commit(kind, name)):
            self._error("RevisionNotFound", 404)
        else:
            return False
        return True

    def _error(self, code: str, status: int, headers: dict[str, str] | None = None) -> None:
        self._answer(status, b"", {"X-Error-Code": code, "X-Error-Message": code, **(headers or {})})

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None, *, torn: bool = False) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(body[: len(body) // 2] if torn else body)
        self.close_connection = self.close_connection or torn

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing is logged; see :attr:`Hub.seen`."""


def _entry(folder: Path, path: str) -> dict[str, Any]:
    body = (folder / path).read_bytes()
    return {"type": "file", "path": path, "size": len(body), "oid": _oid(body)}


def _oid(body: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()
