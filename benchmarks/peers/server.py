"""The tests' HTTP server with Qdrant's REST API over the client's local mode, in a process of its own.

Its own Python takes most of the time of each request; what it shows is what the contestants send, and how often.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.connectors.qdrant.rest import Refusal, Rest
from tests.connectors.qdrant.stub import Fault, Seen, Stub, serving

_ROOT = Path(__file__).parents[2]


@contextmanager
def running() -> Iterator[str]:
    """The URL of a server that runs until the block ends."""
    command = [sys.executable, "-m", "benchmarks.peers.server"]
    with subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


class _Rest(Rest):
    """With the one route more that the others ask."""

    def answer(self, method: str, path: str, body: Any) -> Any:
        if (asked := re.fullmatch(r"/collections/([^/]+)/exists", path)) is not None:
            try:
                super().answer("GET", f"/collections/{asked[1]}", None)
            except Refusal:
                return {"exists": False}
            return {"exists": True}
        return super().answer(method, path, body)


class _Forgetful(Stub):
    """Which does not keep the requests."""

    def take(self, seen: Seen) -> Fault | None:
        return None


def main() -> None:
    stub = _Forgetful()
    stub.rest = _Rest()
    with serving(stub):
        print(stub.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
