"""The contract on a real Elasticsearch 8.19, by the client package elasticsearch8."""

from __future__ import annotations

import uuid

import pytest

from tests.connectors.contract.whole import WholeContract
from tests.servers.live import LiveServer
from tests.servers.server import Server


class TestElasticsearch8(WholeContract):
    @pytest.fixture
    def url(self, elasticsearch8_server: Server | LiveServer) -> str:
        base = elasticsearch8_server.url.replace("http", "elasticsearch+http", 1)
        return f"{base}/contract-{uuid.uuid4().hex}?client=elasticsearch8"
