"""The contract on a real OpenSearch."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import pytest

from hybrid_search.types import Native
from tests.connectors.contract.parity import ParityContract
from tests.connectors.contract.settling import SettlingContract
from tests.connectors.contract.whole import WholeContract
from tests.servers.live import LiveServer
from tests.servers.server import Server


def fresh(server: Server | LiveServer) -> str:
    return server.url.replace("http://", "opensearch://") + f"/contract-{uuid.uuid4().hex}"


class TestOpenSearch(WholeContract):
    @pytest.fixture
    def url(self, opensearch_server: Server | LiveServer) -> str:
        return fresh(opensearch_server)

    def native_scores(
        self, fusion: Native, sparse: Mapping[str, float], dense: Mapping[str, float]
    ) -> dict[str, float]:
        """Linear: over the scores of the engine, with weights of sum 1, and the lowest score counts a little."""
        if fusion.kind != "linear":
            return super().native_scores(fusion, sparse, dense)
        legs = {"sparse": sparse, "dense": {id: (1 + cosine) / 2 for id, cosine in dense.items()}}
        total = fusion.weight("sparse") + fusion.weight("dense")
        normalize = {"min_max": min_max, "l2": l2}[fusion.normalizer]
        fused = dict.fromkeys({**sparse, **dense}, 0.0)
        for name, leg in legs.items():
            for id, score in normalize(leg).items():
                fused[id] += fusion.weight(name) / total * score
        return fused


class TestThreeShards(ParityContract, SettlingContract):
    @pytest.fixture
    def url(self, opensearch_server: Server | LiveServer) -> str:
        return fresh(opensearch_server) + "?shards=3&replicas=0"


def min_max(leg: Mapping[str, float]) -> dict[str, float]:
    low, high = min(leg.values()), max(leg.values())
    return {id: max((score - low) / (high - low), 0.001) for id, score in leg.items()}


def l2(leg: Mapping[str, float]) -> dict[str, float]:
    length = sum(score**2 for score in leg.values()) ** 0.5
    return {id: score / length for id, score in leg.items()}
