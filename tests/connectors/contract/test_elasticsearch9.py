"""The contract on a real Elasticsearch 9, by the client package elasticsearch."""

from __future__ import annotations

import uuid

import pytest

from tests.connectors.contract.whole import WholeContract
from tests.servers.live import LiveServer
from tests.servers.server import Server


class TestElasticsearch9(WholeContract):
    @pytest.fixture
    def url(self, elasticsearch9_server: Server | LiveServer) -> str:
        base = elasticsearch9_server.url.replace("http", "elasticsearch+http", 1)
        return f"{base}/contract-{uuid.uuid4().hex}?client=elasticsearch"
