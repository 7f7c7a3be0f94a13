"""The server of these tests refuses what Pinecone documents that it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pinecone import Index, Pinecone
from pinecone.errors.exceptions import ApiError

from tests.connectors.pinecone.server import API_KEY, PineconeServer


@pytest.fixture
def client(server: PineconeServer) -> Iterator[Pinecone]:
    with Pinecone(api_key=API_KEY, host=server.origin) as client:
        yield client


@pytest.fixture
def dense(client: Pinecone) -> Iterator[Index]:
    client.indexes.create(name="dense", dimension=2, metric="cosine")
    with client.index("dense") as index:
        yield index


@pytest.fixture
def sparse(client: Pinecone) -> Iterator[Index]:
    client.indexes.create(name="sparse", vector_type="sparse")
    with client.index("sparse") as index:
        yield index


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"values": [1.0]}, "dimension 1 does not match"),
        ({"values": [0.0, 0.0]}, "non-zero"),
        ({"values": [1.0, 0.0], "metadata": {"x": "x" * 41_000}}, "exceeds the limit of 40960"),
        ({"values": [1.0, 0.0], "metadata": {"$x": 1}}, "must not start with"),
        ({"id": "x" * 513, "values": [1.0, 0.0]}, "1 to 512"),
        ({"values": [1.0, 0.0], "sparse_values": {"indices": [1], "values": [1.0]}}, "does not support sparse"),
    ],
)
def test_a_dense_index_refuses(dense: Index, record: dict[str, Any], said: str) -> None:
    with pytest.raises(ApiError, match=said) as caught:
        dense.upsert(vectors=[{"id": "a"} | record])
    assert caught.value.status_code == 400


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"indices": [], "values": []}, "at least one"),
        ({"indices": list(range(1001)), "values": [1.0] * 1001}, "more than 1000"),
        ({"indices": [1, 1], "values": [1.0, 1.0]}, "duplicate"),
        ({"indices": [2**32], "values": [1.0]}, "32-bit"),
    ],
)
def test_a_sparse_index_refuses(sparse: Index, weights: dict[str, Any], said: str) -> None:
    with pytest.raises(ApiError, match=said):
        sparse.upsert(vectors=[{"id": "a", "sparse_values": weights}])


def test_sparse_only_queries_of_dense_indexes_are_refused(dense: Index, sparse: Index) -> None:
    weights = {"indices": [1], "values": [1.0]}
    with pytest.raises(ApiError, match="Sparse-only"):
        dense.query(top_k=1, sparse_vector=weights)
    with pytest.raises(ApiError, match="does not support sparse values in queries"):
        dense.query(top_k=1, vector=[1.0, 0.0], sparse_vector=weights)
    with pytest.raises(ApiError, match="sparse vector"):
        sparse.query(top_k=1, vector=[1.0, 0.0])
    assert sparse.query(top_k=1, sparse_vector=weights).matches == []


def test_too_much_at_once_is_refused(dense: Index) -> None:
    with pytest.raises(ApiError, match="1 to 1000"):
        dense.upsert(vectors=[(str(n), [1.0, 0.0]) for n in range(1001)])
    with pytest.raises(ApiError) as caught:
        dense.upsert(vectors=[(str(n), [1.0, 0.0], {"x": "x" * 30_000}) for n in range(80)])
    assert caught.value.status_code == 413
    with pytest.raises(ApiError) as long:
        dense.fetch(ids=["x" * 500 + str(n) for n in range(20)])
    assert long.value.status_code == 414


@pytest.mark.parametrize(
    "where",
    [
        {"a": {"$in": []}},
        {"a": {"$not": 1}},
        {"$not": {"a": 1}},
        {"a": {"$gt": "x"}},
        {"a": {"$in": [True]}},
        {"$and": []},
    ],
)
def test_filters_that_are_not_documented_are_refused(dense: Index, where: dict[str, Any]) -> None:
    with pytest.raises(ApiError, match="Invalid filter"):
        dense.query(top_k=1, vector=[1.0, 0.0], filter=where)


def test_writes_and_queries_tell_how_far_they_are(dense: Index) -> None:
    written = dense.upsert(vectors=[("a", [1.0, 0.0])])
    assert written.response_info is not None
    assert written.response_info.lsn_committed == 1
    found = dense.query(top_k=1, vector=[1.0, 0.0]).response_info
    assert found is not None
    assert found.lsn_reconciled == 1
    assert dense.fetch(ids=["a"]).response_info.lsn_reconciled is None  # type: ignore[union-attr]  # it is always there


def test_an_unknown_key_is_refused(server: PineconeServer) -> None:
    with Pinecone(api_key="another", host=server.origin) as client, pytest.raises(ApiError) as caught:
        client.indexes.describe("dense")
    assert caught.value.status_code == 401
