"""When a write is seen: by fetch and hashes at once, by searches, count and scan after settle."""

from __future__ import annotations

from hybrid_search import F
from tests.connectors.contract.base import ConnectorContract, Opening
from tests.connectors.contract.legs import dense_leg, scores, sparse_leg
from tests.connectors.contract.opened import Opened
from tests.fakes import row


class SettlingContract(ConnectorContract):
    def test_fetch_and_hashes_see_a_row_before_settle(self, made: Opened) -> None:
        made.run(made.connector.upsert([row("a", text="new", hash="1")]))
        assert made.run(made.connector.hashes(["a"])) == {"a": "1"}
        assert made.run(made.connector.fetch(["a"]))["a"].text == "new"
        made.run(made.connector.delete(["a"]))
        assert made.run(made.connector.hashes(["a"])) == {}
        assert made.run(made.connector.fetch(["a"])) == {}

    def test_after_settle_searches_count_and_scan_see_every_write(self, made: Opened) -> None:
        for n in range(5):
            made.run(made.connector.upsert([row(str(n), metadata={"n": n})]))
        made.run(made.connector.upsert([row("0", metadata={"n": 10})]))
        made.run(made.connector.delete(["1"]))
        made.run(made.connector.settle())
        there = {"0", "2", "3", "4"}
        sparse, dense = made.run(made.connector.search([sparse_leg({1: 1.0}), dense_leg(1, 0, 0)]))
        assert set(scores(sparse)) == set(scores(dense)) == there
        assert made.ids(F.n >= 3) == {"0", "3", "4"}
        assert made.count() == 4
        assert set(made.scanned()) == there

    def test_a_backend_that_promises_it_finds_a_write_without_settle(self, made: Opened) -> None:
        made.run(made.connector.upsert([row("a")]))
        found = made.ids() | {"a"} if not made.connector.capabilities.read_after_write else made.ids()
        assert found == {"a"}

    def test_settle_without_a_write_is_fine(self, made: Opened) -> None:
        for _ in range(3):
            made.run(made.connector.settle())
        assert made.upsert([]).written == 0
        assert made.count() == 0

    def test_delete_where_sees_the_rows_written_just_before(self, made: Opened) -> None:
        made.run(made.connector.upsert([row(str(n), metadata={"n": n}) for n in range(5)]))
        assert made.run(made.connector.delete_where(F.n >= 3)) == 2
        assert set(made.run(made.connector.hashes([str(n) for n in range(5)]))) == {"0", "1", "2"}
        made.run(made.connector.upsert([row("0", metadata={"n": 7})]))
        assert made.run(made.connector.delete_where(F.n == 0)) == 0
        assert made.run(made.connector.delete_where(F.n == 7)) == 1

    def test_delete_counts_the_rows_written_just_before(self, made: Opened) -> None:
        made.run(made.connector.upsert([row("a"), row("b")]))
        assert made.run(made.connector.delete(["a", "c"])) == 1
        assert made.run(made.connector.delete(["a", "b"])) == 1

    def test_what_one_opening_settled_another_one_finds(self, made: Opened, opening: Opening) -> None:
        if made.connector.local:  # those have one store each, or lock it
            return
        made.upsert([row("a")])
        other = opening()
        assert other.ids() == {"a"}
        assert other.delete(["a"]) == 1
        assert made.ids() == set()
