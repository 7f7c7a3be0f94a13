"""The generations of an index, as its statistics and the doctor tell them."""

from __future__ import annotations

import pytest

from hybrid_search import HybridIndex, MemoryClient
from hybrid_search.connectors.base import IndexSpec
from hybrid_search.errors import PermissionDenied, Unsupported
from tests.fakes import WordEncoder
from tests.index.conftest import documents


@pytest.fixture
def client() -> MemoryClient:
    return MemoryClient()


def opened(client: MemoryClient) -> HybridIndex:
    return HybridIndex.open("memory://notes", WordEncoder(), client=client)


def test_the_generations_are_in_the_statistics_and_the_doctor_names_what_is_left(client: MemoryClient) -> None:
    with opened(client) as index:
        index.add(documents())
        stats = index.stats()
        assert stats.generation == 1
        assert [(one.number, one.state, one.encoder, one.documents) for one in stats.generations] == [
            (1, "live", "words", 4)
        ]
        client.on(2, "create", {"spec": IndexSpec(dims=3, sparse=True)})
        problems = {finding.problem: finding.fix for finding in index.doctor()}
        left = "generation 2 (0 documents, without a stamp) was built and never made live"
        assert "hybrid-search migrate --drop-old" in problems[left]
        client.point_to(2)
        assert "this object reads generation 1, and generation 2 is live" in {one.problem for one in index.doctor()}


def test_a_generation_with_a_record_that_cannot_be_read_is_listed(client: MemoryClient) -> None:
    with opened(client) as index:
        index.add(documents())
        client.on(2, "create", {"spec": IndexSpec(dims=3, sparse=True)})
        client.on(2, "put_record", {"key": "stamp", "value": b"nonsense"})
        found = [(one.number, one.state, one.encoder) for one in index.stats().generations]
        assert found == [(1, "live", "words"), (2, "damaged", "")]
        problems = {finding.problem: finding.fix for finding in index.doctor()}
        assert "--drop-old" in problems["generation 2, which is not live, cannot be read"]


@pytest.mark.parametrize("error", [Unsupported("no number"), PermissionDenied("not yours")])
def test_where_they_cannot_be_told_there_are_none(
    client: MemoryClient, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(client: MemoryClient) -> list[int]:
        raise error

    with opened(client) as index:
        index.add(documents())
        monkeypatch.setattr(MemoryClient, "generations", refuse)
        assert index.stats().generations == ()
        assert index.stats().documents == 4
