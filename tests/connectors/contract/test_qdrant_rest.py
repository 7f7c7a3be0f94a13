"""The contract over HTTP: the REST clients, against the routes of the server over the client's local mode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from hybrid_search.types import Native
from tests.connectors.contract.test_qdrant import weighted_ranks
from tests.connectors.contract.whole import WholeContract
from tests.connectors.qdrant.stub import Stub, serving


class TestQdrantRest(WholeContract):
    @pytest.fixture
    def url(self) -> Iterator[str]:
        with serving(Stub()) as stub:
            yield stub.url

    def native_scores(
        self, fusion: Native, sparse: Mapping[str, float], dense: Mapping[str, float]
    ) -> dict[str, float]:
        """A weight of rank fusion divides the rank."""
        ranks = weighted_ranks(fusion, sparse, dense)
        return super().native_scores(fusion, sparse, dense) if ranks is None else ranks
