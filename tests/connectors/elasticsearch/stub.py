"""The stub server as Elasticsearch, whose client wants to see the product's name in a header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.connectors.opensearch.stub import Stub


@dataclass
class ElasticStub(Stub):
    """Answers as it is told."""

    headers: Mapping[str, str] = field(default_factory=lambda: {"X-Elastic-Product": "Elasticsearch"})

    @property
    def url(self) -> str:
        """An index on it."""
        return f"elasticsearch://127.0.0.1:{self.port}/notes"
