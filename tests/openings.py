"""Every backend but memory, each at an index of its own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from qdrant_client import QdrantClient

from hybrid_search import HybridIndex
from hybrid_search.errors import HybridSearchError
from tests.connectors.pinecone.server import API_KEY, PineconeServer
from tests.fakes import WordEncoder

SCHEMES = {
    "elasticsearch8": ("elasticsearch", "?client=elasticsearch8"),
    "elasticsearch9": ("elasticsearch", ""),
    "opensearch": ("opensearch", ""),
}
BACKENDS = ("embedded", "pinecone", "qdrant", *SCHEMES)


@pytest.fixture(params=BACKENDS)
def every_opening(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """The arguments of ``open`` for each backend, at an index that is not there yet."""
    name, backend = f"every-{uuid.uuid4().hex[:12]}", request.param
    if backend == "embedded":
        yield {"url": str(tmp_path / name)}
    elif backend == "qdrant":
        yield {"url": f"qdrant://localhost/{name}", "client": QdrantClient(":memory:")}
    elif backend == "pinecone":
        with PineconeServer() as server:
            yield {"url": server.url(name), "api_key": API_KEY}
    else:
        scheme, options = SCHEMES[backend]
        url = request.getfixturevalue(f"{backend}_server").url.replace("http://", f"{scheme}://")
        yield {"url": f"{url}/{name}{options}"}
        with suppress(HybridSearchError), HybridIndex.open(f"{url}/{name}{options}", WordEncoder()) as index:
            index.drop()
