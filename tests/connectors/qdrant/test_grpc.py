"""A gRPC client of the caller's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qdrant_client import QdrantClient

from hybrid_search import F
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.errors import BackendUnavailable, IndexNotFound
from hybrid_search.types import Native
from tests.connectors.contract.legs import dense_leg, scores, sparse_leg
from tests.connectors.contract.opened import SPEC, Opened
from tests.connectors.qdrant.grpc_stub import serving_grpc
from tests.fakes import row


@pytest.fixture
def opened() -> Iterator[Opened]:
    with serving_grpc() as port:
        client = QdrantClient(
            url="http://127.0.0.1:9", grpc_port=port, prefer_grpc=True, check_compatibility=False, timeout=20
        )
        connector = connect("qdrant://127.0.0.1/notes", Access(client=client))
        yield Opened(Driver(connector), connector)
        client.close()


@pytest.fixture
def made(opened: Opened) -> Opened:
    opened.run(opened.connector.create(SPEC))
    return opened


def test_rows_are_stored_found_and_deleted(made: Opened) -> None:
    stored = row("ä/1", text="t", metadata={"year": 2020, "price": 0.5, "tags": ["x"]}, sparse={7: 2.0})
    assert made.upsert([stored, row("b", sparse={})]).written == 2
    fetched = made.run(made.connector.fetch(["ä/1", "b"], vectors=True))
    assert fetched["ä/1"].metadata == stored.metadata
    assert fetched["ä/1"].sparse == stored.sparse
    assert fetched["ä/1"].ordinal == 0
    for where in (F.year == 2020, F.price <= 0.5, F.tags.contains("x"), F._hs.parent == "ä/1", ~(F.year != 2020)):
        sparse, dense = made.run(made.connector.search([sparse_leg({7: 2.0}), dense_leg(1, 0, 0, where=where)]))
        assert scores(sparse) == {"ä/1": 4.0}
        assert set(scores(dense)) == {"ä/1"}
        assert made.count(where) == 1
    assert set(made.scanned()) == {"ä/1", "b"}
    assert made.delete_where(F.year == 2020) == 1
    assert made.delete(["b", "c"]) == 1
    assert made.count() == 0


def test_native_fusion_and_records_work(made: Opened) -> None:
    made.upsert([row("a"), row("b", sparse={}, dense=[0, 1, 0])])
    for fusion in (Native.rrf(), Native.rrf(60, {"sparse": 0.3, "dense": 0.7}), Native.dbsf(), Native.linear()):
        legs = [sparse_leg({1: 1.0}), dense_leg(1, 0, 0)]
        assert made.run(made.connector.native(legs, fusion, 5)).candidates[0].id == "a"
    made.run(made.connector.put_record("key", b"\x00value"))
    assert made.run(made.connector.get_record("key")) == b"\x00value"
    assert made.run(made.connector.list_records("k")) == ["key"]
    assert made.run(made.connector.facts())["server"] == "qdrant 1.19.0"
    assert made.run(made.connector.drop()) is True


def test_its_errors_are_mapped(opened: Opened) -> None:
    with pytest.raises(IndexNotFound):
        opened.count()
    opened.run(opened.connector.create(SPEC))
    report = opened.upsert([row("a"), row("poisoned"), row("b")])
    assert (report.written, [one.id for one in report.failed]) == (2, ["poisoned"])


def test_a_server_that_is_not_there_is_unavailable() -> None:
    client = QdrantClient(url="http://127.0.0.1:9", grpc_port=9, prefer_grpc=True, check_compatibility=False, timeout=5)
    connector = connect("qdrant://127.0.0.1/notes", Access(client=client))
    with pytest.raises(BackendUnavailable):
        Driver(connector, RetryPolicy(attempts=1)).run(connector.exists())
    client.close()
