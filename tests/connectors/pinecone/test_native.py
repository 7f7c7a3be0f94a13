"""Native.linear on a single dotproduct index."""

from __future__ import annotations

import pytest

from hybrid_search import F
from hybrid_search.connectors.base import IndexSpec
from hybrid_search.errors import InvalidQuery, Unsupported
from hybrid_search.types import Native
from tests.connectors.contract.legs import dense_leg, scores, sparse_leg
from tests.connectors.contract.opened import SPEC, Opened
from tests.connectors.pinecone.conftest import Opening
from tests.connectors.pinecone.server import PineconeServer
from tests.fakes import row


@pytest.fixture
def single(server: PineconeServer, opening: Opening) -> Opened:
    opened = opening(server.url("notes", layout="single"))
    opened.run(opened.connector.create(SPEC))
    return opened


def test_one_index_holds_everything(single: Opened, server: PineconeServer) -> None:
    single.upsert([row("a", text="t", sparse={1: 2.0}), row("b", sparse={})])
    single.run(single.connector.put_record("key", b"x" * 50_000))
    assert set(server.project.indexes) == {"notes"}
    assert single.run(single.connector.fetch(["a"], vectors=True))["a"].sparse == row("a", sparse={1: 2.0}).sparse
    assert single.run(single.connector.get_record("key")) == b"x" * 50_000
    assert single.count() == 2
    assert single.delete(["a"]) == 1
    assert single.ids() == {"b"}
    assert single.run(single.connector.drop()) is True
    assert server.project.indexes == {}


def test_the_query_is_scaled_by_the_weights(single: Opened, server: PineconeServer) -> None:
    single.upsert([row("a", sparse={1: 4.0}, dense=[0.6, 0.8, 0])])
    legs = [sparse_leg({1: 2.0}), dense_leg(1, 0, 0)]
    ranking = single.run(single.connector.native(legs, Native.linear({"sparse": 0.25, "dense": 0.75}), 5))
    assert scores(ranking.candidates) == {"a": pytest.approx(0.25 * 8 + 0.75 * 0.6)}
    assert ranking.formula == "linear: 0.25 * dot(sparse) + 0.75 * dot(dense), by one dotproduct query"
    body = server.seen[-1].body
    assert (body["vector"], body["sparseVector"]) == ([0.75, 0.0, 0.0], {"indices": [1], "values": [0.5]})


def test_sparse_only_queries_are_refused_with_the_way_out(single: Opened) -> None:
    single.upsert([row("a")])
    with pytest.raises(Unsupported, match=r"sparse-only.*Native\.linear.*layout=single"):
        single.run(single.connector.search([sparse_leg({1: 1.0})]))
    with pytest.raises(Unsupported, match="weight cannot be 0"):
        single.run(
            single.connector.native([sparse_leg({1: 1.0}), dense_leg(1, 0, 0)], Native.linear({"sparse": 1.0}), 5)
        )


def test_legs_with_two_filters_cannot_be_one_query(single: Opened) -> None:
    legs = [sparse_leg({1: 1.0}, where=F.a == 1), dense_leg(1, 0, 0)]
    with pytest.raises(InvalidQuery, match="one filter"):
        single.run(single.connector.native(legs, Native.linear(), 5))


def test_an_encoder_without_dense_vectors_cannot_have_one(server: PineconeServer, opening: Opening) -> None:
    opened = opening(server.url("notes", layout="single"))
    with pytest.raises(Unsupported, match="leave layout= out"):
        opened.run(opened.connector.create(IndexSpec(dims=None, sparse=True)))


def test_the_pair_says_what_to_use_in_its_place(made: Opened) -> None:
    with pytest.raises(Unsupported, match=r"use RRF\(k=60\), or create the index with \?layout=single"):
        made.run(made.connector.native([sparse_leg({1: 1.0}), dense_leg(1, 0, 0)], Native.rrf(), 5))
