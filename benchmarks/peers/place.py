"""Where the contestants store: the Qdrant client's local mode, or a server."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from qdrant_client import QdrantClient

MEMORY = ":memory:"
TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Place:
    """An address.

    Attributes:
        name: What the table says.
        url: ``http://HOST:PORT``; None for the local mode, where each contestant has a client of its own.
    """

    name: str
    url: str | None = None

    def client(self) -> QdrantClient:
        """A client as its own documentation makes one, but more patient."""
        return QdrantClient(MEMORY) if self.url is None else QdrantClient(url=self.url, timeout=TIMEOUT_S)

    def index(self, collection: str) -> str:
        """The URL of an index of this library."""
        if self.url is None:
            return f"qdrant://localhost/{collection}"
        parts = urlsplit(self.url)
        scheme = "qdrant+https" if parts.scheme == "https" else "qdrant"
        return f"{scheme}://{parts.netloc}/{collection}"
