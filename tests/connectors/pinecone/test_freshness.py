"""Writes that searches see late."""

from __future__ import annotations

import pytest

from hybrid_search import F
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.pinecone import freshness
from hybrid_search.connectors.pinecone.freshness import Position, Unsettled
from hybrid_search.connectors.pinecone.layout import Place
from hybrid_search.errors import DeadlineExceeded
from tests.connectors.contract.opened import SPEC, Opened
from tests.connectors.pinecone.conftest import Opening
from tests.connectors.pinecone.server import API_KEY, PineconeServer
from tests.connectors.pinecone.store import Lag
from tests.fakes import row

A = Place("sparse", "")
B = Place("sparse", "--rows")


@pytest.fixture(params=[Lag(queries=3), Lag(seconds=0.2), Lag(seconds=0.1, queries=2)], ids=str)
def late(request: pytest.FixtureRequest, server: PineconeServer, opening: Opening) -> Opened:
    """An index whose readers see writes late."""
    server.project.lag = request.param
    opened = opening()
    opened.run(opened.connector.create(SPEC))
    return opened


def test_after_settle_every_reader_sees_every_write(late: Opened) -> None:
    for n in range(3):
        late.run(late.connector.upsert([row(str(n), metadata={"n": n})]))
    late.run(late.connector.settle())
    assert late.ids() == {"0", "1", "2"}
    assert late.count(F.n >= 1) == 2
    assert set(late.scanned()) == {"0", "1", "2"}
    late.run(late.connector.delete(["0"]))
    late.run(late.connector.settle())
    assert late.ids() == {"1", "2"}
    assert late.count() == 2


def test_fetch_and_hashes_wait_only_for_keys_that_were_just_written(late: Opened, server: PineconeServer) -> None:
    late.upsert([row("old", hash="1")])
    late.run(late.connector.upsert([row("new", hash="2")]))
    before = server.paths().count("query")
    assert late.run(late.connector.hashes(["old", "absent"])) == {"old": "1"}
    assert server.paths().count("query") == before
    assert late.run(late.connector.hashes(["old", "new"])) == {"old": "1", "new": "2"}
    assert server.paths().count("query") > before


def test_deletes_by_filter_see_what_was_written_before(late: Opened) -> None:
    late.run(late.connector.upsert([row(str(n), metadata={"n": n}) for n in range(5)]))
    assert late.run(late.connector.delete_where(F.n >= 3)) == 2
    assert late.run(late.connector.delete(["0", "3"])) == 1
    late.run(late.connector.settle())
    assert late.ids() == {"1", "2"}


def test_a_record_can_be_read_when_put_returns_by_everybody(late: Opened, opening: Opening) -> None:
    late.run(late.connector.put_record("key", b"x" * 100_000))
    late.run(late.connector.put_record("key", b"y" * 100_000))
    other = opening()
    assert other.run(other.connector.get_record("key")) == b"y" * 100_000
    late.run(late.connector.delete_record("key"))
    assert other.run(other.connector.get_record("key")) is None


def test_what_is_not_seen_in_time_says_how_far_searches_are(server: PineconeServer, opening: Opening) -> None:
    server.project.lag = Lag(seconds=3600)
    opened = opening(access=Access(api_key=API_KEY, deadline_s=0.3))
    opened.run(opened.connector.create(SPEC))
    opened.run(opened.connector.upsert([row("a")]))
    with pytest.raises(DeadlineExceeded, match=r"see 0 of 1 in .* it is stored.*deadline_s="):
        opened.run(opened.connector.settle())


def test_without_numbers_a_fixed_time_is_waited(
    server: PineconeServer, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "BLIND_WAIT_S", 0.4)
    server.project.lag = Lag(seconds=0.2)
    server.lsn_headers = False
    opened = opening()
    opened.run(opened.connector.create(SPEC))
    opened.run(opened.connector.upsert([row("a"), row("b")]))
    assert set(opened.run(opened.connector.hashes(["a", "b"]))) == {"a", "b"}
    opened.run(opened.connector.delete(["b"]))
    opened.run(opened.connector.settle())
    assert opened.ids() == {"a"}


def test_many_written_keys_make_a_write_wait_in_place_of_being_remembered(
    late: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "MOST_KEYS", 20)
    for start in range(0, 50, 10):
        late.run(late.connector.upsert([row(str(start + n)) for n in range(10)]))
    assert len(late.run(late.connector.hashes([str(n) for n in range(50)]))) == 50


def test_the_highest_number_of_a_place_counts() -> None:
    unsettled = Unsettled()
    unsettled.wrote(A, ["a"], 7)
    unsettled.wrote(A, ["b"], 5)
    assert unsettled.places() == {A: Position(7, untold=False, turn=2)}
    unsettled.wrote(A, ["c"], None)
    assert unsettled.places() == {A: Position(7, untold=True, turn=3)}


def test_what_is_written_while_another_write_is_waited_for_is_not_forgotten() -> None:
    unsettled = Unsettled()
    unsettled.wrote(A, ["a"], 1)
    waited_for = unsettled.places()
    unsettled.wrote(A, ["b"], 2)
    unsettled.seen(waited_for)
    assert unsettled.places() == {A: Position(2, untold=False, turn=2)}
    assert not unsettled.touches(A, ["a"])
    assert unsettled.touches(A, ["b"])


def test_each_place_is_waited_for_by_itself() -> None:
    unsettled = Unsettled()
    unsettled.wrote(A, ["a"], 1)
    unsettled.wrote(B, ["a"], 1)
    unsettled.seen(unsettled.places(A))
    assert not unsettled.touches(A, ["a"])
    assert unsettled.touches(B, ["a"])
    unsettled.clear()
    assert unsettled.places() == {}
    assert not unsettled.touches(B, ["a"])
