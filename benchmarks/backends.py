"""The backends that are measured, each at an address of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hybrid_search import HybridIndex
from hybrid_search.errors import IndexNotFound


@dataclass(frozen=True, slots=True)
class Backend:
    """An address at which there is no index yet.

    Attributes:
        url: As for ``HybridIndex.open``.
        client: As for ``HybridIndex.open``; None is a client of ours.
        api_key: As for ``HybridIndex.open``.
        note: What the table says beside the backend's name; empty for its version, if it has one.
    """

    url: str
    client: Any = None
    api_key: str | None = None
    note: str = ""


def of_url(url: str) -> Backend:
    """A backend that needs nothing but its address."""
    return Backend(url)


@contextmanager
def qdrant_local() -> Iterator[Backend]:
    """The local mode of the Qdrant client: exact, in NumPy, in this process."""
    from qdrant_client import QdrantClient  # noqa: PLC0415  # an optional package

    client = QdrantClient(":memory:")
    try:
        yield Backend("qdrant://localhost/benchmark", client, note="local mode")
    finally:
        client.close()


@contextmanager
def pinecone_http() -> Iterator[Backend]:
    """The server of the tests that follows Pinecone's public API; its times say nothing of Pinecone."""
    from tests.connectors.pinecone.server import API_KEY, PineconeServer  # noqa: PLC0415  # it comes with the tests

    with PineconeServer() as server:
        yield Backend(server.url("benchmark"), api_key=API_KEY, note="server of the tests")


def check_new(index: HybridIndex) -> None:
    """End the program if there is an index already."""
    try:
        index.count()
    except IndexNotFound:
        return
    sys.exit(f"{index.url}: there is an index already; give a name that is not taken")


def name_of(index: HybridIndex, backend: Backend) -> str:
    """The backend's name, with its version or what there is to note."""
    stats = index.stats()
    return f"{stats.backend} {backend.note or stats.facts.get('version', '')}".strip()
