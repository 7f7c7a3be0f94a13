"""Storing, fetching and deleting rows."""

from __future__ import annotations

import numpy as np
import pytest

from hybrid_search import F
from hybrid_search.connectors.base import Row, WriteReport
from hybrid_search.types import SparseVector
from tests import strategies
from tests.connectors.contract.base import HOSTILE, ConnectorContract
from tests.connectors.contract.legs import dense_leg, scores, sparse_leg
from tests.connectors.contract.opened import Opened
from tests.fakes import row, unit


class RowContract(ConnectorContract):
    def test_a_row_comes_back_as_it_was_stored(self, made: Opened) -> None:
        metadata = {
            "text": "ä'\"\\ \n 🙂",
            "numbers": [1, 2.5, -(2**53)],
            "flag": False,
            "nothing": None,
            "empty": [],
            "when": strategies.DATES[0],
            "deep": {"er": {"still": ["x"]}},
            "dotted.key": 1,
            "$date": "mine",
        }
        stored = row("a", text="ä\n🙂", metadata=metadata, parent="p", ordinal=3, hash="abc", dense=[1, -2, 2])
        made.upsert([stored])
        found = made.run(made.connector.fetch(["a"]))["a"]
        assert found.metadata == stored.metadata
        assert (found.id, found.text, found.parent, found.ordinal, found.hash) == ("a", "ä\n🙂", "p", 3, "abc")

    def test_vectors_come_back_if_asked_for(self, made: Opened) -> None:
        stored = row("a", sparse={0: 0.5, 7: 1.25, 2**32 - 1: 3.0}, dense=[1, -2, 2])
        made.upsert([stored, row("b", sparse={})])
        found = made.run(made.connector.fetch(["a", "b"], vectors=True))
        assert found["a"].sparse == stored.sparse
        assert found["b"].sparse == SparseVector.empty()
        assert found["a"].dense is not None
        assert found["a"].dense.dtype == np.float32
        assert found["a"].dense.tolist() == pytest.approx([1 / 3, -2 / 3, 2 / 3], rel=1e-6)

    def test_any_id_and_text_is_kept_apart_from_every_other(self, made: Opened) -> None:
        made.upsert([row(id, text=id, metadata={"x": id}, parent=id) for id in HOSTILE])
        found = made.run(made.connector.fetch(HOSTILE))
        assert {id: (one.id, one.text, one.metadata["x"], one.parent) for id, one in found.items()} == {
            id: (id, id, id, id) for id in HOSTILE
        }
        assert made.ids() == set(HOSTILE)
        assert made.matching([F.x == id for id in HOSTILE]) == [{id} for id in HOSTILE]
        assert made.matching([F._hs.parent == id for id in HOSTILE]) == [{id} for id in HOSTILE]

    def test_a_key_may_be_a_value_and_the_start_of_a_longer_one(self, made: Opened) -> None:
        made.upsert([row("a", metadata={"k": 1, "k.l": 2}), row("b", metadata={"k": {"l": 1}})])
        assert made.ids(F.k == 1) == {"a"}
        assert made.ids(F.k.l == 2) == {"a"}
        assert made.ids(F.k.l == 1) == {"b"}

    def test_one_key_may_have_values_of_several_kinds(self, made: Opened) -> None:
        values = {"number": 2020, "string": "2020", "bool": True, "date": strategies.DATES[0], "list": ["2020"]}
        for id, value in values.items():  # one call each, as a schema could be guessed from the first
            made.upsert([row(id, metadata={"year": value})])
        assert made.ids(F.year == 2020) == {"number"}
        assert made.ids(F.year == "2020") == {"string", "list"}
        assert made.ids(F.year == True) == {"bool"}  # noqa: E712  # the comparison builds a filter
        assert made.ids(F.year > 0) == {"number"}
        assert made.ids(F.year == strategies.DATES[0]) == {"date"}

    def test_a_row_replaces_the_one_of_its_id(self, made: Opened) -> None:
        first = row("a", text="old", metadata={"old": 1}, sparse={1: 1.0}, dense=[1, 0, 0], hash="1")
        second = row("a", text="new", metadata={"new": 1}, sparse={2: 1.0}, dense=[0, 1, 0], hash="2")
        made.upsert([first])
        made.upsert([second])
        assert made.count() == 1
        assert made.run(made.connector.fetch(["a"]))["a"].text == "new"
        assert made.run(made.connector.hashes(["a"])) == {"a": "2"}
        assert made.ids(F.old.exists()) == set()
        old, new, near = made.run(
            made.connector.search([sparse_leg({1: 1.0}), sparse_leg({2: 1.0}), dense_leg(0, 1, 0)])
        )
        assert old == []
        assert scores(new) == {"a": 1.0}
        assert scores(near) == {"a": pytest.approx(1.0)}

    def test_a_row_that_lost_its_weights_is_no_longer_found_by_them(self, made: Opened) -> None:
        made.upsert([row("a", sparse={1: 1.0})])
        made.upsert([row("a", sparse={})])
        assert made.run(made.connector.search([sparse_leg({1: 1.0})])) == [[]]
        assert made.ids() == {"a"}

    def test_of_several_rows_with_one_id_the_last_stays(self, made: Opened) -> None:
        made.upsert([row("a", text="first"), row("b"), row("a", text="last")])
        assert made.run(made.connector.fetch(["a"]))["a"].text == "last"
        assert made.count() == 2

    def test_ids_that_are_not_there_are_left_out(self, made: Opened) -> None:
        made.upsert([row("a", hash="1")])
        assert set(made.run(made.connector.fetch(["a", "b", "~", "a"]))) == {"a"}
        assert made.run(made.connector.hashes(["a", "b", "a"])) == {"a": "1"}
        assert made.run(made.connector.fetch([])) == {}
        assert made.run(made.connector.hashes([])) == {}

    def test_a_scan_gives_every_row_once_in_pages(self, made: Opened) -> None:
        rows = {f"{n}-ä/{n}": row(f"{n}-ä/{n}", sparse={n: 1.0}, metadata={"n": n}) for n in range(7)}
        made.upsert(list(rows.values()))
        for limit in (1, 3, 7, 8, 1000):
            found: list[Row] = []
            cursor: str | None = None
            pages = 0
            while pages == 0 or cursor is not None:
                page, cursor = made.run(made.connector.scan(cursor, limit, vectors=True))
                assert len(page) <= limit
                found += page
                pages += 1
            assert sorted(one.id for one in found) == sorted(rows)
            assert {one.id: (one.sparse, one.metadata) for one in found} == {
                id: (one.sparse, one.metadata) for id, one in rows.items()
            }

    def test_a_scan_in_the_middle_of_deletions_skips_no_other_row(self, made: Opened) -> None:
        made.upsert([row(str(n)) for n in range(9)])
        first, cursor = made.run(made.connector.scan(None, 4))
        assert cursor is not None
        made.delete([one.id for one in first])
        rest, end = made.run(made.connector.scan(cursor, 100))
        assert end is None
        assert len(first) == 4
        assert {one.id for one in first + rest} == {str(n) for n in range(9)}

    def test_a_scan_leaves_vectors_out_unless_asked(self, made: Opened) -> None:
        stored = row("a", text="ä", sparse={7: 2.0}, dense=[0, 1, 0])
        made.upsert([stored])
        ((plain,), _) = made.run(made.connector.scan(None, 10))
        ((whole,), _) = made.run(made.connector.scan(None, 10, vectors=True))
        assert (plain.id, plain.text, plain.hash) == ("a", "ä", "h")
        assert whole.sparse == stored.sparse
        assert whole.dense is not None
        assert whole.dense.tolist() == [0, 1, 0]

    def test_a_scan_of_an_empty_index_is_one_empty_page(self, made: Opened) -> None:
        assert made.run(made.connector.scan(None, 10)) == ([], None)

    def test_storing_nothing_is_fine(self, made: Opened) -> None:
        assert made.upsert([]) == WriteReport()

    def test_more_rows_than_one_batch_holds_are_all_stored(self, made: Opened) -> None:
        rows = [row(str(n), metadata={"n": n}, sparse={n: 1.0}) for n in range(700)]
        assert made.upsert(rows).written == 700
        assert made.count() == 700
        assert made.count(F.n >= 690) == 10
        assert len(made.run(made.connector.hashes([one.id for one in rows]))) == 700

    def test_a_row_that_does_not_fit_is_reported_and_the_others_are_stored(self, made: Opened) -> None:
        short = Row("short", "text", {}, "short", 0, "h", SparseVector.empty(), unit(1, 0))
        lacking = Row("lacking", "text", {}, "lacking", 0, "h", SparseVector.empty(), None)
        report = made.upsert([short, row("good"), lacking])
        assert report.written == 1
        assert {one.id for one in report.failed} == {"short", "lacking"}
        assert all(one.reason for one in report.failed)
        assert made.ids() == {"good"}

    def test_delete_says_how_many_were_there(self, made: Opened) -> None:
        made.upsert([row(id) for id in HOSTILE])
        assert made.delete([HOSTILE[1], "absent", HOSTILE[1], HOSTILE[2]]) == 2
        assert made.delete([HOSTILE[1]]) == 0
        assert made.delete([]) == 0
        assert made.ids() == set(HOSTILE) - {HOSTILE[1], HOSTILE[2]}
        assert made.run(made.connector.fetch(HOSTILE[1:3])) == {}

    def test_delete_where_deletes_what_matches_and_nothing_else(self, made: Opened) -> None:
        made.upsert([row(str(n), metadata={"n": n}, parent=str(n % 2)) for n in range(10)])
        assert made.delete_where(F.n >= 8) == 2
        assert made.delete_where(F.n >= 8) == 0
        assert made.delete_where((F._hs.parent == "1") & ~F.n.is_in([1, 3])) == 2
        assert made.ids() == {"0", "1", "2", "3", "4", "6"}

    def test_the_reserved_paths_can_be_filtered_by(self, made: Opened) -> None:
        chunks = [row(f"p{ordinal}", parent="p", ordinal=ordinal, hash=f"h{ordinal}") for ordinal in range(3)]
        made.upsert([*chunks, row("q")])
        assert made.ids(F._hs.parent == "p") == {"p0", "p1", "p2"}
        assert made.ids((F._hs.parent == "p") & (F._hs.ordinal >= 1)) == {"p1", "p2"}
        assert made.ids(F._hs.hash == "h2") == {"p2"}
