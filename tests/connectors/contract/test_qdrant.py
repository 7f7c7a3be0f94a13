"""The contract on the client's local mode, or on a live server."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping

import pytest
from qdrant_client import AsyncQdrantClient, QdrantClient

from hybrid_search.connectors.access import Access
from hybrid_search.types import Native
from tests.connectors.contract.base import Mode
from tests.connectors.contract.whole import WholeContract

LIVE = os.environ.get("HYBRID_SEARCH_TEST_QDRANT_URL")
"""``https://HOST:6333``; the key is in HYBRID_SEARCH_TEST_QDRANT_API_KEY."""


class TestQdrant(WholeContract):
    @pytest.fixture
    def url(self) -> str:
        return f"qdrant+{LIVE or 'http://localhost'}/contract-{uuid.uuid4().hex}"

    @pytest.fixture
    def access(self, mode: Mode) -> Access:
        """On a live server the client of ours, else one in this process that every opening shares."""
        if LIVE:
            return Access(api_key=os.environ.get("HYBRID_SEARCH_TEST_QDRANT_API_KEY"))
        return Access(client=(QdrantClient if mode == "sync" else AsyncQdrantClient)(":memory:"))

    def native_scores(
        self, fusion: Native, sparse: Mapping[str, float], dense: Mapping[str, float]
    ) -> dict[str, float]:
        """A weight of rank fusion divides the rank."""
        ranks = weighted_ranks(fusion, sparse, dense)
        return super().native_scores(fusion, sparse, dense) if ranks is None else ranks


def weighted_ranks(fusion: Native, sparse: Mapping[str, float], dense: Mapping[str, float]) -> dict[str, float] | None:
    """Qdrant's rank fusion with weights; None for another fusion."""
    if fusion.kind != "rrf" or not fusion.weights:
        return None
    fused = dict.fromkeys({**sparse, **dense}, 0.0)
    for name, leg in {"sparse": sparse, "dense": dense}.items():
        for rank, id in enumerate(sorted(leg, key=leg.__getitem__, reverse=True), 1):
            fused[id] += 1 / (fusion.k + rank / fusion.weight(name))
    return fused
