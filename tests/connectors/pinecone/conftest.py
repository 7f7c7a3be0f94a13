"""A server, and connectors to it by either driver."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.pinecone import PineconeConnector
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.connectors.url import parse_url
from tests.connectors.contract.loop import LoopDriver
from tests.connectors.contract.opened import SPEC, Opened
from tests.connectors.pinecone.server import API_KEY, PineconeServer

Opening = Callable[..., Opened]


@pytest.fixture
def server() -> Iterator[PineconeServer]:
    with PineconeServer() as server:
        yield server


@pytest.fixture(params=["sync", "async"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def opening(server: PineconeServer, mode: str) -> Iterator[Opening]:
    """Opens ``notes``, or another URL; waits between tries are short."""
    made: list[Opened] = []

    def open_one(url: str | None = None, access: Access | None = None, policy: RetryPolicy | None = None) -> Opened:
        target = parse_url(url or server.url("notes"))
        connector = PineconeConnector(target, access or Access(api_key=API_KEY))
        policy = policy or RetryPolicy(base_s=0.001, deadline_s=20.0)
        driver = Driver(connector, policy) if mode == "sync" else LoopDriver(connector, policy)
        made.append(Opened(driver, connector))
        return made[-1]

    yield open_one
    for one in made:
        one.end()


@pytest.fixture
def made(opening: Opening) -> Opened:
    """An empty index."""
    opened = opening()
    opened.run(opened.connector.create(SPEC))
    return opened
