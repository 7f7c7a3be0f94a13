"""A server of either product that answers every request as it is told, and notes the headers that it is sent."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.connectors.http_stub import Reply, Request, listening


@dataclass
class Stub:
    """What it answers to every request, and what it was asked."""

    scheme: str = "opensearch"
    port: int = 0
    status: int = 200
    body: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    seen: list[Mapping[str, str]] = field(default_factory=list)
    """The headers of each request, their names in lower case."""

    @property
    def url(self) -> str:
        """An index on it."""
        return f"{self.scheme}://127.0.0.1:{self.port}/notes"

    def answer(self, request: Request, reply: Reply) -> None:
        """The same to everything; bytes as they are, anything else as JSON."""
        self.seen.append(request.headers)
        time.sleep(self.delay_s)
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        reply.send(self.status, body, self.headers.items())


@dataclass
class ElasticStub(Stub):
    """As Elasticsearch, whose client wants to see the product's name in a header."""

    scheme: str = "elasticsearch"
    headers: Mapping[str, str] = field(default_factory=lambda: {"X-Elastic-Product": "Elasticsearch"})


@contextmanager
def serving(stub: Stub) -> Iterator[Stub]:
    """Serve until the block ends."""
    with listening(stub) as stub.port:
        yield stub
