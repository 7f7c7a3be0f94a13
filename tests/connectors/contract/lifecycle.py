"""Whether there is an index, and what outlives it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hybrid_search import F
from hybrid_search.connectors.base import Connector, IndexSpec, WriteReport
from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import IndexClosed, IndexExists, IndexNotFound, InvalidQuery
from tests.connectors.contract.base import HOSTILE, ConnectorContract, Opening
from tests.connectors.contract.legs import dense_leg, sparse_leg
from tests.connectors.contract.opened import SPEC, Opened
from tests.fakes import row


class LifecycleContract(ConnectorContract):
    def test_an_index_exists_from_create_to_drop(self, opened: Opened) -> None:
        run, connector = opened.run, opened.connector
        assert run(connector.exists()) is False
        run(connector.create(SPEC))
        assert run(connector.exists()) is True
        assert run(connector.drop()) is True
        assert run(connector.exists()) is False
        assert run(connector.drop()) is False

    def test_what_exists_is_not_created_again(self, made: Opened) -> None:
        made.upsert([row("a")])
        with pytest.raises(IndexExists):
            made.run(made.connector.create(SPEC))
        assert made.count() == 1

    def test_a_new_index_in_the_place_of_a_dropped_one_is_empty(self, made: Opened) -> None:
        made.upsert([row("a")])
        made.run(made.connector.put_record("key", b"value"))
        made.run(made.connector.drop())
        made.run(made.connector.create(IndexSpec(dims=2, sparse=True)))
        assert made.count() == 0
        assert made.run(made.connector.get_record("key")) is None
        assert made.run(made.connector.search([sparse_leg({1: 1.0}), dense_leg(1, 0)])) == [[], []]

    def test_another_process_may_make_the_index_anew_for_other_vectors(self, made: Opened, opening: Opening) -> None:
        if made.connector.local:  # where there is no other
            return
        made.upsert([row("a")])
        other = opening()
        other.run(other.connector.drop())
        other.run(other.connector.create(IndexSpec(dims=2, sparse=True)))
        shorter = replace(row("b"), dense=np.array([1, 0], dtype=np.float32))
        with suppress(InvalidQuery):  # the first to meet it may be refused, and from then on it is known
            made.run(made.connector.search([dense_leg(1, 0)]))
        assert made.upsert([shorter]) == WriteReport(written=1)
        other.run(other.connector.drop())
        other.run(other.connector.create(SPEC))
        assert made.upsert([row("a")]).written + made.upsert([row("a")]).written >= 1
        assert made.ids() == {"a"}

    @pytest.mark.parametrize(
        "operation",
        [
            lambda connector: connector.upsert([row("a")]),
            lambda connector: connector.delete(["a"]),
            lambda connector: connector.delete_where(F.a == 1),
            lambda connector: connector.fetch(["a"]),
            lambda connector: connector.hashes(["a"]),
            lambda connector: connector.scan(None, 10),
            lambda connector: connector.search([sparse_leg({1: 1.0})]),
            lambda connector: connector.count(None),
            lambda connector: connector.optimize(),
            lambda connector: connector.facts(),
            lambda connector: connector.put_record("key", b""),
            lambda connector: connector.get_record("key"),
            lambda connector: connector.list_records(""),
            lambda connector: connector.delete_record("key"),
        ],
    )
    def test_an_operation_on_a_missing_index_says_so(
        self, opened: Opened, operation: Callable[[Connector], Operation[Any]]
    ) -> None:
        with pytest.raises(IndexNotFound):
            opened.run(operation(opened.connector))
        assert opened.run(opened.connector.exists()) is False

    def test_after_close_every_operation_is_refused(self, made: Opened) -> None:
        made.close()
        with pytest.raises(IndexClosed):
            made.count()
        with pytest.raises(IndexClosed):
            made.run(made.connector.exists())

    def test_only_what_persists_is_there_after_opening_again(self, made: Opened, opening: Opening) -> None:
        rows = [row(id, metadata={"n": place}, sparse={place: 1.0}) for place, id in enumerate(HOSTILE)]
        made.upsert(rows)
        made.run(made.connector.put_record("key", b"value"))
        made.close()
        again = opening()
        connector = again.connector
        assert again.run(connector.exists()) is connector.capabilities.persistent
        if not connector.capabilities.persistent:
            return
        assert set(again.run(connector.hashes(HOSTILE))) == set(HOSTILE)
        assert again.ids(F.n >= 10) == set(HOSTILE[10:])
        assert again.run(connector.get_record("key")) == b"value"

    def test_facts_are_json_and_know_the_number_of_rows(self, made: Opened) -> None:
        made.upsert([row("a"), row("b")])
        facts = json.loads(json.dumps(dict(made.run(made.connector.facts()))))
        assert facts["rows"] == 2

    def test_optimize_loses_nothing(self, made: Opened) -> None:
        made.upsert([row(str(n), metadata={"n": n}) for n in range(50)])
        made.delete(["0", "1"])
        made.run(made.connector.optimize())
        assert made.ids() == {str(n) for n in range(2, 50)}
        made.upsert([row("after")])
        assert made.ids(F.n < 5) == {"2", "3", "4"}
        assert made.count() == 49
