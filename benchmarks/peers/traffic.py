"""What goes over the network: the requests of every HTTP client in this process, counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(slots=True)
class Traffic:
    """Requests, and the bytes of their bodies and of the answers'."""

    requests: float = 0
    sent: float = 0
    received: float = 0

    def add(self, other: Traffic) -> None:
        """Count the other's, too."""
        self.requests += other.requests
        self.sent += other.sent
        self.received += other.received

    def share(self, parts: int) -> Traffic:
        """One of so many equal parts."""
        return Traffic(self.requests / parts, self.sent / parts, self.received / parts)


@contextmanager
def counted() -> Iterator[Traffic]:
    """Meanwhile requests are counted."""
    traffic = Traffic()
    send = httpx.Client.send

    def counting(client: httpx.Client, request: httpx.Request, **options: Any) -> httpx.Response:
        response = send(client, request, **options)
        traffic.requests += 1
        traffic.sent += len(request.content)
        traffic.received += len(response.content)
        return response

    httpx.Client.send = counting  # type: ignore[assignment,method-assign]  # for the length of the block
    try:
        yield traffic
    finally:
        httpx.Client.send = send  # type: ignore[method-assign]  # as above
