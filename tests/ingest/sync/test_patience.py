"""A backend that is down for a while does not end a sync."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from hybrid_search import HybridIndex
from hybrid_search.connectors.base import Failure, Row, WriteReport
from hybrid_search.connectors.memory.connector import MemoryConnector
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.errors import BackendUnavailable, DeadlineExceeded
from tests.ingest.sync.conftest import CountingClient, documents


@pytest.fixture(autouse=True)
def _down_can_be_tried_again(monkeypatch: pytest.MonkeyPatch, index: HybridIndex) -> None:
    def failure(self: object, error: Exception, call: object) -> Failure | None:
        return Failure(BackendUnavailable("down"), retryable=True) if isinstance(error, ConnectionError) else None

    monkeypatch.setattr(MemoryConnector, "failure", failure)
    index._driver._policy = RetryPolicy(attempts=2, base_s=0.0001, cap_s=0.0001)


def test_writes_are_tried_more_often_than_other_requests(
    index: HybridIndex, client: CountingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    upsert = client.upsert
    tries: list[int] = []

    def down(rows: Sequence[Row]) -> WriteReport:
        tries.append(len(rows))
        if len(tries) < 20:
            raise ConnectionError
        return upsert(rows)

    monkeypatch.setattr(client, "upsert", down)
    with pytest.raises(BackendUnavailable):
        index.add(documents("plants"))
    assert len(tries) == 2
    assert index.sync(documents("plants")).added == 1
    assert len(tries) == 20


def test_in_the_end_it_gives_up_and_says_so(
    index: HybridIndex, client: CountingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(rows: Sequence[Row]) -> WriteReport:
        raise ConnectionError

    monkeypatch.setattr(client, "upsert", down)
    with pytest.raises(DeadlineExceeded, match=r"before the deadline of 0\.01 s"):
        index.sync(documents("plants"), patience_s=0.01)
    monkeypatch.undo()
    assert client.list_records("sync/") == []
