"""Generations on a real server."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from opensearchpy import OpenSearch

from tests.connectors.lucene.generations_contract import GenerationsContract
from tests.servers.live import LiveServer
from tests.servers.server import Server


class TestGenerations(GenerationsContract):
    @pytest.fixture
    def name(self) -> str:
        return f"os-{uuid.uuid4().hex[:12]}"

    @pytest.fixture
    def url(self, opensearch_server: Server | LiveServer, name: str) -> str:
        return opensearch_server.url.replace("http://", "opensearch://") + f"/{name}"

    @pytest.fixture
    def admin(self, opensearch_server: Server | LiveServer, name: str) -> Iterator[OpenSearch]:
        with OpenSearch(hosts=[opensearch_server.url]) as client:
            yield client
            for index in client.indices.get(index=f"{name}*"):
                client.indices.delete(index=index)
