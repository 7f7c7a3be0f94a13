"""The contract on the Pinecone connector: the real client, over HTTP, against a server that follows the public API.

With HYBRID_SEARCH_TEST_PINECONE_API_KEY it runs against Pinecone itself, in indexes that it makes and deletes.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.types import Native
from tests.connectors.contract.missing import never
from tests.connectors.contract.native import NativeContract
from tests.connectors.contract.settling import SettlingContract
from tests.connectors.contract.whole import WholeContract
from tests.connectors.pinecone.server import API_KEY, PineconeServer
from tests.connectors.pinecone.store import Lag

LIVE_KEY = os.environ.get("HYBRID_SEARCH_TEST_PINECONE_API_KEY")


@pytest.fixture(scope="module")
def server() -> Iterator[PineconeServer]:
    with PineconeServer() as server:
        yield server


@pytest.fixture
def name() -> str:
    return f"test-{uuid.uuid4().hex[:16]}"


class TestPinecone(WholeContract):
    """The pair of indexes."""

    missing = MappingProxyType(
        {
            "test_a_generation_may_have_other_dimensions": never("generations share the physical indexes"),
            "test_a_generation_may_have_other_fields": never("generations share the physical indexes"),
        }
    )

    @pytest.fixture
    def url(self, server: PineconeServer, name: str) -> str:
        return f"pinecone://{name}" if LIVE_KEY else server.url(name)

    @pytest.fixture
    def access(self) -> Access:
        return Access(api_key=LIVE_KEY or API_KEY)


class TestPineconeSingle(NativeContract):
    """The layout that has a fusion of its own."""

    @pytest.fixture
    def url(self, server: PineconeServer, name: str) -> str:
        return f"pinecone://{name}?layout=single" if LIVE_KEY else server.url(name, layout="single")

    def native_scores(
        self, fusion: Native, sparse: Mapping[str, float], dense: Mapping[str, float]
    ) -> dict[str, float]:
        """The weights are taken as they are."""
        both = {id: (sparse.get(id, 0.0), dense.get(id, 0.0)) for id in {**sparse, **dense}}
        return {
            id: fusion.weight("sparse") * dot + fusion.weight("dense") * cosine for id, (dot, cosine) in both.items()
        }

    @pytest.fixture
    def access(self) -> Access:
        return Access(api_key=LIVE_KEY or API_KEY)


class TestLatePinecone(SettlingContract):
    """Readers see writes late, as they may do at Pinecone."""

    @pytest.fixture
    def url(self, server: PineconeServer, name: str) -> Iterator[str]:
        server.project.lag = Lag(seconds=0.1, queries=2)
        yield server.url(name)
        server.project.lag = Lag()

    @pytest.fixture
    def access(self) -> Access:
        return Access(api_key=API_KEY)
