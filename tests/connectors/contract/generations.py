"""Several generations behind one name: built beside each other, switched, and kept apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Connector, IndexSpec
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.local import LocalConnector
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import IndexExists, IndexNotFound, InvalidInput
from tests.connectors.contract.base import ConnectorContract, Opening
from tests.connectors.contract.legs import dense_leg, scores, sparse_leg
from tests.connectors.contract.loop import LoopDriver
from tests.connectors.contract.opened import SPEC, Opened
from tests.fakes import row
from tests.threads import at_once


def at(opened: Opened, number: int) -> Opened:
    """One generation, run by the same driver."""
    return Opened(opened.driver, opened.connector.at(number))


def built(opened: Opened, number: int, *ids: str, spec: IndexSpec = SPEC) -> Opened:
    """A generation with rows of these ids, beside the live one."""
    beside = at(opened, number)
    beside.run(beside.connector.create(spec))
    beside.upsert([row(id) for id in ids])
    return beside


class GenerationContract(ConnectorContract):
    @pytest.fixture
    def another(self, opened: Opened, opening: Opening, url: str) -> Opening:
        """Opens the index once more, as another reader would; in this process, on the same store."""

        def open_another() -> Opened:
            connector = opened.connector
            if not isinstance(connector, LocalConnector):
                return opening()
            return Opened(opened.driver, connect(url, Access(client=connector.connect())))

        return open_another

    def test_the_first_generation_is_number_one_and_live(self, made: Opened) -> None:
        run, connector = made.run, made.connector
        assert run(connector.generation()) == 1
        assert run(connector.generations()) == [1]
        assert run(connector.resolve()) == connector.pinned == 1

    def test_without_an_index_there_are_none(self, opened: Opened) -> None:
        run, connector = opened.run, opened.connector
        assert run(connector.generations()) == []
        assert run(connector.resolve()) is connector.pinned is None
        with pytest.raises(IndexNotFound):
            run(connector.generation())
        with pytest.raises(IndexNotFound):
            run(connector.point_to(1))
        with pytest.raises(IndexNotFound):
            run(connector.at(2).create(SPEC))
        assert run(connector.exists()) is False
        assert run(connector.generations()) == []

    def test_a_generation_built_beside_does_not_change_what_the_name_reads(
        self, made: Opened, another: Opening
    ) -> None:
        made.upsert([row("a", text="old")])
        beside = built(made, 2, "a", "b")
        assert beside.connector.pinned == 2
        for reader in (made, another()):
            assert reader.run(reader.connector.generation()) == 1
            assert reader.run(reader.connector.generations()) == [1, 2]
            assert (reader.count(), reader.ids()) == (1, {"a"})
            assert reader.run(reader.connector.fetch(["a"]))["a"].text == "old"
        assert (beside.count(), beside.ids()) == (2, {"a", "b"})

    def test_a_switch_is_seen_by_who_opens_then_and_an_open_reader_stays(self, made: Opened, another: Opening) -> None:
        made.upsert([row("old")])
        built(made, 2, "new")
        made.run(made.connector.point_to(2))
        after = another()
        assert after.run(after.connector.exists()) is True
        assert (after.count(), after.ids()) == (1, {"new"})
        assert after.connector.pinned == 2
        assert (made.count(), made.ids()) == (1, {"old"})
        assert set(made.run(made.connector.hashes(["old", "new"]))) == {"old"}
        assert set(made.scanned()) == {"old"}
        assert made.run(made.connector.exists()) is True
        assert made.run(made.connector.facts())["rows"] == 1
        assert made.connector.pinned == 1
        assert made.run(made.connector.generation()) == 2

    def test_a_writer_goes_to_the_live_generation_once_it_resolves(self, made: Opened, another: Opening) -> None:
        made.upsert([row("old")])
        built(made, 2, "new")
        other = another()
        other.run(other.connector.point_to(2))
        assert made.run(made.connector.resolve()) == made.connector.pinned == 2
        made.upsert([row("more")])
        assert made.ids() == {"new", "more"}
        assert at(made, 1).ids() == {"old"}

    def test_the_generation_before_is_the_way_back(self, made: Opened, another: Opening) -> None:
        made.upsert([row("old")])
        built(made, 2, "new")
        made.run(made.connector.point_to(2))
        made.run(made.connector.point_to(2))
        made.run(made.connector.at(2).point_to(1))
        reader = another()
        assert reader.ids() == {"old"}
        assert reader.run(reader.connector.generations()) == [1, 2]

    def test_a_generation_is_dropped_alone(self, made: Opened) -> None:
        made.upsert([row("a")])
        beside = built(made, 2, "b")
        beside.run(beside.connector.put_record("key", b"value"))
        built(made, 3, "c")
        assert beside.run(beside.connector.drop()) is True
        assert beside.run(beside.connector.exists()) is False
        assert beside.run(beside.connector.drop()) is False
        assert made.run(made.connector.generations()) == [1, 3]
        assert (made.ids(), at(made, 3).ids()) == ({"a"}, {"c"})
        built(made, 2)
        assert beside.count() == 0
        assert beside.run(beside.connector.get_record("key")) is None

    def test_the_live_generation_is_not_dropped_alone(self, made: Opened) -> None:
        made.upsert([row("a")])
        with pytest.raises(InvalidInput):
            made.run(made.connector.at(1).drop())
        assert made.ids() == {"a"}
        built(made, 2, "b")
        made.run(made.connector.point_to(2))
        assert made.run(made.connector.at(1).drop()) is True
        with pytest.raises(InvalidInput):
            made.run(made.connector.at(2).drop())
        assert made.run(made.connector.generations()) == [2]

    def test_a_reader_whose_generation_is_gone_is_told_once_and_then_reads_the_live_one(
        self, made: Opened, another: Opening
    ) -> None:
        made.upsert([row("old")])
        built(made, 2, "new")
        made.run(made.connector.point_to(2))
        assert made.ids() == {"old"}
        other = another()
        other.run(other.connector.at(1).drop())
        with pytest.raises(IndexNotFound):
            made.ids()
        assert made.ids() == {"new"}
        assert made.connector.pinned == 2

    def test_a_drop_takes_every_generation(self, made: Opened) -> None:
        made.upsert([row("a")])
        for number in (2, 3):
            beside = built(made, number, "b")
            beside.run(beside.connector.put_record("key", b"value"))
        made.run(made.connector.point_to(2))
        assert made.run(made.connector.drop()) is True
        assert made.run(made.connector.generations()) == []
        assert made.run(made.connector.exists()) is False
        assert at(made, 3).run(at(made, 3).connector.exists()) is False
        made.run(made.connector.create(SPEC))
        assert made.run(made.connector.generations()) == [1]
        again = built(made, 2)
        assert (made.count(), again.count()) == (0, 0)
        assert again.run(again.connector.list_records("")) == []

    def test_records_are_kept_apart(self, made: Opened, another: Opening) -> None:
        beside = built(made, 2)
        made.run(made.connector.put_record("stamp", b"1"))
        made.run(made.connector.put_record("old", b""))
        beside.run(beside.connector.put_record("stamp", b"2"))
        assert made.run(made.connector.get_record("stamp")) == b"1"
        assert beside.run(beside.connector.get_record("stamp")) == b"2"
        assert beside.run(beside.connector.list_records("")) == ["stamp"]
        beside.run(beside.connector.delete_record("old"))
        made.run(made.connector.point_to(2))
        assert made.run(made.connector.list_records("")) == ["old", "stamp"]
        after = another()
        assert after.run(after.connector.get_record("stamp")) == b"2"

    def test_a_generation_may_have_other_dimensions(self, made: Opened, another: Opening) -> None:
        made.upsert([row("a")])
        beside = at(made, 2)
        beside.run(beside.connector.create(IndexSpec(dims=2, sparse=True)))
        beside.upsert([replace(row("b"), dense=np.array([0, 1], dtype=np.float32))])
        made.run(made.connector.point_to(2))
        (found,) = made.run(made.connector.search([dense_leg(1, 0, 0)]))
        assert set(scores(found)) == {"a"}
        reader = another()
        (found,) = reader.run(reader.connector.search([dense_leg(0, 1)]))
        assert scores(found) == pytest.approx({"b": 1.0})

    def test_a_generation_may_have_other_fields(self, made: Opened) -> None:
        made.upsert([row("a")])
        beside = at(made, 2)
        beside.run(beside.connector.create(IndexSpec(dims=None, sparse=True)))
        beside.upsert([replace(row("b"), dense=None)])
        (found,) = beside.run(beside.connector.search([sparse_leg({1: 1.0})]))
        assert set(scores(found)) == {"b"}

    def test_what_is_there_is_not_created_again(self, made: Opened) -> None:
        made.upsert([row("a")])
        beside = built(made, 2, "b")
        for number in (1, 2):
            with pytest.raises(IndexExists):
                made.run(made.connector.at(number).create(SPEC))
        with pytest.raises(IndexExists):
            made.run(made.connector.create(SPEC))
        assert (made.count(), beside.count()) == (1, 1)

    @pytest.mark.parametrize("number", [0, -1, 1_000_000])
    def test_a_number_is_from_one_to_999999(self, made: Opened, number: int) -> None:
        with pytest.raises(InvalidInput, match="generations are numbered from 1 to 999,999"):
            made.connector.at(number)

    def test_the_name_never_points_to_what_is_not_there(self, made: Opened, another: Opening) -> None:
        made.upsert([row("a")])
        with pytest.raises(IndexNotFound):
            made.run(made.connector.point_to(7))
        reader = another()
        assert reader.run(reader.connector.generation()) == 1
        assert reader.ids() == {"a"}

    @pytest.mark.parametrize(
        "operation",
        [
            lambda connector: connector.upsert([row("a")]),
            lambda connector: connector.delete(["a"]),
            lambda connector: connector.fetch(["a"]),
            lambda connector: connector.hashes(["a"]),
            lambda connector: connector.scan(None, 10),
            lambda connector: connector.search([sparse_leg({1: 1.0})]),
            lambda connector: connector.count(None),
            lambda connector: connector.put_record("key", b""),
            lambda connector: connector.get_record("key"),
            lambda connector: connector.list_records(""),
        ],
    )
    def test_an_operation_on_a_generation_that_is_not_there_says_so(
        self, made: Opened, operation: Callable[[Connector], Operation[Any]]
    ) -> None:
        beside = at(made, 2)
        with pytest.raises(IndexNotFound):
            beside.run(operation(beside.connector))
        assert beside.run(beside.connector.exists()) is False
        assert beside.run(beside.connector.resolve()) is None
        assert made.count() == 0
        assert made.run(made.connector.generations()) == [1]

    def test_two_generations_are_written_and_read_at_once(self, made: Opened) -> None:
        both = [made, built(made, 2)]

        def work(thread: int) -> None:
            one = both[thread % 2]
            for n in range(3):
                one.upsert([row(f"{thread}-{n}-{k}") for k in range(4)])
                assert f"{thread}-{n}-0" in one.ids()

        assert at_once(4, work) == []
        assert [one.count() for one in both] == [24, 24]
        assert {id[0] for id in both[1].ids()} == {"1", "3"}

    def test_a_generation_is_optimized_by_itself(self, made: Opened) -> None:
        made.upsert([row("a")])
        beside = built(made, 2, *map(str, range(20)))
        beside.delete(["0"])
        beside.run(beside.connector.optimize())
        assert beside.ids() == {str(n) for n in range(1, 20)}
        assert made.ids() == {"a"}

    def test_closing_one_leaves_the_others_open(self, made: Opened) -> None:
        made.upsert([row("a")])
        built(made, 2, "b")
        connector = made.connector.at(2)
        beside = Opened(Driver(connector) if isinstance(made.driver, Driver) else LoopDriver(connector), connector)
        assert beside.ids() == {"b"}
        beside.end()
        assert made.ids() == {"a"}
        assert at(made, 2).ids() == {"b"}
