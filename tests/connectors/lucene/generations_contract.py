"""What lies on a real server of either product when an index has several generations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import IndexNotFound, NotAnIndex, Unsupported
from tests.connectors.contract.opened import SPEC, Opened
from tests.fakes import row
from tests.threads import at_once

Opening = Callable[[], Opened]


class GenerationsContract:
    """A subclass has the fixtures *url*, at which there is no index yet, *name*, and *admin*: the product's client."""

    @pytest.fixture
    def opening(self, url: str) -> Iterator[Opening]:
        made: list[Opened] = []

        def open_one() -> Opened:
            connector = connect(url)
            made.append(Opened(Driver(connector), connector))
            return made[-1]

        yield open_one
        for one in made:
            one.end()

    @pytest.fixture
    def made(self, opening: Opening) -> Opened:
        """Two generations, of which the first is live."""
        opened = opening()
        for connector in (opened.connector, opened.connector.at(2)):
            opened.run(connector.create(SPEC))
            opened.run(connector.upsert([row(f"of {connector.pinned}")]))
            opened.run(connector.settle())
        return opened

    def test_both_aliases_move_and_those_for_writing_stay(self, made: Opened, name: str, admin: Any) -> None:
        writing = {
            f"{name}-00000{number}": {f"{name}--g00000{number}": {}, f"{name}": {"is_write_index": True}}
            for number in (1, 2)
        }
        records: dict[str, dict[str, dict[str, bool]]] = {
            f"{name}--records-00000{number}": {f"{name}--records--g00000{number}": {}, f"{name}--records": {}}
            for number in (1, 2)
        }
        for live, other in ((1, 2), (2, 1), (1, 2)):
            made.run(made.connector.point_to(live))
            found = admin.indices.get_alias(index=f"{name}-*")
            assert found[f"{name}-00000{live}"]["aliases"] == writing[f"{name}-00000{live}"]
            assert found[f"{name}--records-00000{live}"]["aliases"] == records[f"{name}--records-00000{live}"]
            assert set(found[f"{name}-00000{other}"]["aliases"]) == {f"{name}--g00000{other}"}
            assert set(found[f"{name}--records-00000{other}"]["aliases"]) == {f"{name}--records--g00000{other}"}

    def test_an_unfinished_generation_is_not_taken_for_a_new_index(
        self, made: Opened, name: str, admin: Any, opening: Opening
    ) -> None:
        admin.indices.delete(index=[f"{name}-000001", f"{name}--records-000001"])
        first = opening()
        assert first.run(first.connector.exists()) is False
        first.run(first.connector.create(SPEC))
        assert first.connector.pinned == 3
        assert first.count() == 0
        assert first.run(first.connector.generations()) == [2, 3]
        assert set(admin.indices.get_alias(name=name)) == {f"{name}-000003"}

    def test_records_that_were_left_of_a_generation_do_not_come_back(self, made: Opened, name: str, admin: Any) -> None:
        beside = made.connector.at(2)
        made.run(beside.put_record("stamp", b"old"))
        admin.indices.delete(index=f"{name}-000002")
        assert made.run(beside.exists()) is False
        assert made.run(made.connector.generations()) == [1]
        made.run(beside.create(SPEC))
        assert made.run(beside.get_record("stamp")) is None

    def test_a_generation_without_records_gets_them_when_it_becomes_live(
        self, made: Opened, name: str, admin: Any, opening: Opening
    ) -> None:
        admin.indices.delete(index=f"{name}--records-000002")
        made.run(made.connector.point_to(2))
        reader = opening()
        assert reader.run(reader.connector.get_record("stamp")) is None
        assert reader.ids() == {"of 2"}

    def test_an_index_of_somebody_else_is_no_generation(self, made: Opened, name: str, admin: Any) -> None:
        admin.indices.create(index=f"{name}-000003")
        assert made.run(made.connector.generations()) == [1, 2]
        for operation in (made.connector.point_to(3), made.connector.at(3).count(None)):
            with pytest.raises(NotAnIndex):
                made.run(operation)
        assert made.run(made.connector.at(3).drop()) is False
        assert made.run(made.connector.drop()) is True
        assert set(admin.indices.get(index=f"{name}*")) == {f"{name}-000003"}

    def test_a_write_never_makes_a_generation_by_itself(self, made: Opened, name: str, admin: Any) -> None:
        beside = made.connector.at(2)
        admin.indices.delete(index=[f"{name}-000002", f"{name}--records-000002"])
        operations: list[Operation[Any]] = [beside.upsert([row("b")]), beside.put_record("key", b"")]
        for operation in operations:
            with pytest.raises(IndexNotFound):
                made.run(operation)
        assert made.run(made.connector.generations()) == [1]
        assert made.ids() == {"of 1"}

    def test_of_several_that_switch_at_once_one_is_the_last(
        self, made: Opened, name: str, admin: Any, opening: Opening
    ) -> None:
        openings = [opening() for _ in range(4)]

        def switch(thread: int) -> None:
            for turn in range(3):
                openings[thread].run(openings[thread].connector.point_to(1 + (thread + turn) % 2))

        assert at_once(4, switch) == []
        live = made.run(made.connector.generation())
        assert set(admin.indices.get_alias(name=name)) == {f"{name}-00000{live}"}
        assert set(admin.indices.get_alias(name=f"{name}--records")) == {f"{name}--records-00000{live}"}

    def test_who_reads_during_switches_sees_one_generation_or_the_other(self, made: Opened, opening: Opening) -> None:
        seen: list[set[str]] = []

        def work(thread: int) -> None:
            for turn in range(4):
                if thread:
                    reader = opening()
                    seen.append(reader.ids())
                    seen.append(reader.ids())
                    assert seen[-1] == {f"of {reader.connector.pinned}"}
                else:
                    made.run(made.connector.point_to(1 + turn % 2))

        assert at_once(2, work) == []
        assert all(one in ({"of 1"}, {"of 2"}) for one in seen)

    def test_an_index_that_was_named_by_hand_is_read_and_has_no_generations(
        self, made: Opened, name: str, admin: Any, opening: Opening
    ) -> None:
        mapping = admin.indices.get_mapping(index=f"{name}-000001")[f"{name}-000001"]["mappings"]
        settings = {"index.knn": True} if "knn_vector" in str(mapping) else {}
        admin.indices.create(index=f"{name}-mine", body={"mappings": mapping, "settings": settings})
        move = [
            {"remove": {"index": f"{name}-000001", "alias": name}},
            {"add": {"index": f"{name}-mine", "alias": name}},
        ]
        admin.indices.update_aliases(body={"actions": move})
        reader = opening()
        assert reader.count() == 0
        assert reader.connector.pinned is None
        assert reader.run(reader.connector.resolve()) is None
        with pytest.raises(Unsupported, match="named by hand"):
            reader.run(reader.connector.generation())
        assert made.ids() == {"of 1"}


def foreign(run: Callable[[Operation[Any]], Any], connector: Connector) -> None:
    """An attached index has no generations."""
    assert run(connector.generations()) == []
    assert run(connector.resolve()) is connector.pinned is None
    for operation in (connector.generation(), connector.point_to(1)):
        with pytest.raises(Unsupported, match="no generations"):
            run(operation)
    with pytest.raises(Unsupported, match="no generations"):
        connector.at(1)
