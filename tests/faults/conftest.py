"""An index on a real server, behind a proxy that fails as it is told."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from hybrid_search import Document, HybridIndex
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.errors import HybridSearchError
from hybrid_search.index.core import Core
from tests.fakes import WordEncoder
from tests.faults.proxy import Proxy
from tests.servers.fixtures import serving
from tests.servers.products import PRODUCTS
from tests.servers.server import Server

SERVERS = {
    "elasticsearch8": ("elasticsearch", "?client=elasticsearch8"),
    "elasticsearch9": ("elasticsearch", ""),
    "opensearch": ("opensearch", ""),
}
"""Fixture name without ``_server``, to the scheme and the options of the URL."""

TWO_SERVERS = pytest.mark.parametrize("behind", ["elasticsearch9", "opensearch"], indirect=True)
"""Where a third server would only take time."""


@dataclass
class Behind:
    """Opens indexes of one name on one server, through the proxy or past it."""

    proxy: Proxy
    scheme: str
    options: str
    upstream: str
    name: str = field(default_factory=lambda: f"faults-{uuid.uuid4().hex[:12]}")
    slept: list[float] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The index through the proxy."""
        return f"{self.scheme}://127.0.0.1:{self.proxy.port}/{self.name}{self.options}"

    @property
    def direct(self) -> str:
        """The same index past the proxy."""
        return f"{self.scheme}://127.0.0.1:{urlsplit(self.upstream).port}/{self.name}{self.options}"

    def index(self, policy: RetryPolicy | None = None, access: Access | None = None) -> HybridIndex:
        """The index through the proxy; the seconds that it waits are noted, not slept."""
        connector = connect(self.url, access)
        driver = Driver(connector, policy or RetryPolicy(), sleep=self.slept.append)
        return HybridIndex(Core(connector, WordEncoder()), driver)

    def stored(self) -> set[str]:
        """The ids that the server really holds."""
        with HybridIndex.open(self.direct, WordEncoder()) as index:
            return set(index.search("plants", k=10_000, legs="dense").ids)


@pytest.fixture(params=sorted(SERVERS))
def behind(request: pytest.FixtureRequest) -> Iterator[Behind]:
    """Each real server, behind a proxy."""
    scheme, options = SERVERS[request.param]
    server = request.getfixturevalue(f"{request.param}_server")
    with Proxy(server.url).running() as proxy:
        found = Behind(proxy, scheme, options, server.url)
        yield found
        with suppress(HybridSearchError), HybridIndex.open(found.direct, WordEncoder()) as index:
            index.drop()


@pytest.fixture(params=sorted(SERVERS))
def mortal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of this test's own, also where the others run on live ones."""
    required = {"REQUIRE_SERVERS": os.environ.get("REQUIRE_SERVERS", "")}
    with serving(PRODUCTS[request.param], tmp_path_factory, required) as server:
        assert isinstance(server, Server)
        yield server


def plants(first: int, last: int) -> list[Document]:
    """Documents that the query "plants" finds, each with a number."""
    return [Document(f"{n:04d}", "plants light", {"n": n}) for n in range(first, last)]
