"""A real server of each major version, with the client package for it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import elasticsearch
import elasticsearch8
import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.registry import connect


@dataclass
class Place:
    """Where the index of a test is to be.

    Attributes:
        server: The server's own URL.
        name: A name that no index has.
        client: The client package.
        admin: A client for what the library does not do.
    """

    server: str
    name: str
    client: str
    admin: Any

    @property
    def url(self) -> str:
        """The index URL."""
        return f"{self.server.replace('http', 'elasticsearch+http', 1)}/{self.name}?client={self.client}"


@pytest.fixture(params=["elasticsearch8", "elasticsearch"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Both servers, and nothing left on them afterwards."""
    major = "8" if request.param == "elasticsearch8" else "9"
    server = request.getfixturevalue(f"elasticsearch{major}_server")
    package = {"elasticsearch8": elasticsearch8, "elasticsearch": elasticsearch}[request.param]
    admin = package.Elasticsearch(server.url)
    place = Place(server.url, f"es-{uuid.uuid4().hex[:12]}", request.param, admin)
    yield place
    for name in admin.indices.get(index=f"{place.name}*"):
        admin.indices.delete(index=name)
    admin.close()


class Opened:
    """A connector and its driver."""

    def __init__(self, url: str, access: Access | None = None) -> None:
        self.connector: Connector = connect(url, access)
        self.driver = Driver(self.connector)
        self.run = self.driver.run


@pytest.fixture
def opened(place: Place) -> Iterator[Opened]:
    """A connector without an index."""
    opened = Opened(place.url)
    yield opened
    opened.driver.close()
