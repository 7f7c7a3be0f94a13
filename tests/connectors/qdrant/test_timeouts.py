from __future__ import annotations

from qdrant_client import AsyncQdrantClient, QdrantClient

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.qdrant.client import own_timeout_s
from hybrid_search.connectors.qdrant.timeouts import timed
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.steps import Call

COUNT = Call("count", {"collection_name": "notes"})


def test_a_call_gets_what_is_left_in_whole_seconds_and_at_least_one() -> None:
    assert timed(COUNT, 2.9, own_s=30.0).arguments == {"collection_name": "notes", "timeout": 2}
    assert timed(COUNT, 0.1, own_s=30.0).arguments["timeout"] == 1


def test_the_clients_own_time_out_stays_if_it_is_shorter() -> None:
    assert timed(COUNT, 30.0, own_s=30.0) is COUNT


def test_a_call_without_one_is_left_as_it_is() -> None:
    assert timed(Call("info"), 1.0, own_s=30.0) == Call("info")


def test_a_client_of_the_callers_has_a_time_out_of_its_own() -> None:
    assert own_timeout_s(Access(timeout_s=7.0)) == 7.0
    assert own_timeout_s(Access(client=AsyncQdrantClient(":memory:", timeout=9))) == 9.0
    client = QdrantClient(url="http://localhost:6333", check_compatibility=False)
    assert own_timeout_s(Access(client=client)) == 5.0
    connector = connect("qdrant://localhost/notes", Access(client=client))
    assert connector.timed(COUNT, 6.0) is COUNT
    assert connector.timed(COUNT, 4.0).arguments["timeout"] == 4
