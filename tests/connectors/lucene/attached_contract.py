"""A foreign index on a real server of either product, searched by its own fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hybrid_search import F
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Connector, IndexSpec, Row
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.registry import connect
from hybrid_search.errors import IndexNotFound, InvalidInput, Unsupported
from hybrid_search.filters import Filter
from hybrid_search.types import SparseVector
from tests.connectors.contract.legs import dense_leg, scores, sparse_leg
from tests.fakes import row

PROPERTIES = {
    "body": {"properties": {"text": {"type": "text"}}},
    "lang": {"type": "keyword"},
    "year": {"type": "integer"},
    "number": {"type": "integer"},
    "seen": {"type": "date"},
}
"""The fields that both products map alike; dense "cosine" and "far" and sparse "weights" are each product's own."""

DOCUMENTS: dict[str, dict[str, Any]] = {
    "a": {"lang": "en", "year": 2020, "number": 1, "seen": "2020-01-01", "weights": {"1": 2.0, "7": 3.0}},
    "b": {"lang": "de", "year": 2021, "number": 2, "weights": {"7": 0.5}, "tags": ["x", "y"]},
    "c": {"lang": "en", "year": 2022, "number": 3},
}
DIRECTIONS = {"a": [0.0, 0.6, 0.8], "b": [1.0, 0.0, 0.0], "c": [0.0, -0.6, -0.8]}


class Attached:
    """An attached connector and its driver."""

    def __init__(self, url: str, fields: Fields) -> None:
        self.connector: Connector = connect(url, Access(fields=fields))
        self.driver = Driver(self.connector)
        self.run = self.driver.run

    def sparse(self, weights: dict[int, float], where: Filter | None = None) -> dict[str, float]:
        return scores(self.run(self.connector.search([sparse_leg(weights, where=where)]))[0])

    def dense(self, *numbers: float, where: Filter | None = None) -> dict[str, float]:
        return scores(self.run(self.connector.search([dense_leg(*numbers, where=where)]))[0])


Attach = Callable[..., Attached]


class AttachedContract:
    """A subclass has a fixture *address*: the URL of an index with DOCUMENTS, their DIRECTIONS in "cosine"."""

    @pytest.fixture
    def attach(self, address: str) -> Iterator[Attach]:
        """Attaches the index, or another one, by some of its fields."""
        made: list[Attached] = []

        def one(url: str | None = None, **fields: str) -> Attached:
            made.append(Attached(url or address, Fields(**fields)))
            return made[-1]

        yield one
        for attached in made:
            attached.driver.close()

    @pytest.fixture
    def attached(self, attach: Attach) -> Attached:
        return attach(dense="cosine", sparse="weights", text="body.text")

    def test_both_legs_search_its_own_fields(self, attached: Attached) -> None:
        assert attached.connector.attached
        assert attached.run(attached.connector.exists()) is True
        assert attached.sparse({1: 10.0, 7: 2.0}) == pytest.approx({"a": 10 * 2 + 2 * 3, "b": 2 * 0.5})
        assert attached.dense(0, 3, 4) == pytest.approx({"a": 1.0, "b": 0.0, "c": -1.0}, abs=1e-6)

    def test_filters_name_its_own_fields(self, attached: Attached) -> None:
        assert set(attached.dense(1, 1, 1, where=F.lang == "en")) == {"a", "c"}
        assert set(attached.dense(1, 1, 1, where=(F.year >= 2021) & ~(F.lang == "en"))) == {"b"}
        assert set(attached.sparse({7: 1.0}, where=F.lang.is_in(["de", "fr"]))) == {"b"}
        assert attached.run(attached.connector.count(F.tags.exists())) == 1

    def test_rows_are_made_of_its_fields(self, attached: Attached) -> None:
        found = attached.run(attached.connector.fetch(["a", "b", "absent"], vectors=True))
        assert set(found) == {"a", "b"}
        assert found["a"].text == "text of a"
        assert (found["a"].parent, found["a"].ordinal, found["a"].hash) == ("a", 0, "")
        assert found["a"].metadata["seen"] == "2020-01-01"
        assert found["b"].metadata["tags"] == ("x", "y")
        assert "cosine" not in found["a"].metadata
        assert found["a"].sparse == SparseVector.from_pairs({1: 2.0, 7: 3.0})
        assert found["b"].dense is not None
        assert found["b"].dense.tolist() == [1, 0, 0]
        plain = attached.run(attached.connector.fetch(["a"]))["a"]
        assert (plain.sparse, plain.dense) == (None, None)
        assert attached.run(attached.connector.hashes(["a", "absent"])) == {"a": ""}

    def test_a_field_of_its_own_can_be_the_id(self, attach: Attach) -> None:
        attached = attach(sparse="weights", id="number")
        assert attached.sparse({7: 1.0}) == pytest.approx({"1": 3.0, "2": 0.5})
        found = attached.run(attached.connector.fetch(["2", "7"]))
        assert set(found) == {"2"}
        assert "number" not in found["2"].metadata

    @pytest.mark.parametrize("limit", [1, 2, 100])
    def test_a_scan_gives_every_document_once_from_all_shards(self, attached: Attached, limit: int) -> None:
        found: list[Row] = []
        cursor: str | None = None
        while not found or cursor is not None:
            page, cursor = attached.run(attached.connector.scan(cursor, limit, vectors=True))
            assert len(page) <= limit
            found += page
        assert sorted(one.id for one in found) == ["a", "b", "c"]
        assert all(one.dense is not None for one in found)

    def test_facts_and_settle_need_nothing_of_ours(self, attached: Attached) -> None:
        attached.run(attached.connector.settle())
        assert attached.run(attached.connector.facts())["rows"] == 3

    def test_a_field_with_another_metric_is_refused(self, attach: Attach) -> None:
        with pytest.raises(Unsupported, match=r"'l2(_norm)?'"):
            attach(dense="far").dense(1, 0, 0)

    def test_a_field_that_is_not_there_is_named(self, attach: Attach) -> None:
        with pytest.raises(InvalidInput, match=r"Fields\(dense='absent'\): the index has no such field"):
            attach(dense="absent").dense(1, 0, 0)

    def test_an_index_that_is_not_there_is_not_found(self, attach: Attach, address: str) -> None:
        path, mark, options = address.partition("?")
        attached = attach(f"{path}-absent{mark}{options}", dense="cosine")
        assert attached.run(attached.connector.exists()) is False
        with pytest.raises(IndexNotFound):
            attached.dense(1, 0, 0)

    def test_it_is_not_written_to(self, attached: Attached) -> None:
        connector = attached.connector
        for operation in (
            connector.upsert([row("d")]),
            connector.delete(["a"]),
            connector.delete_where(F.lang == "en"),
            connector.create(IndexSpec(dims=3, sparse=True)),
            connector.drop(),
            connector.optimize(),
            connector.put_record("stamp", b"x"),
            connector.delete_record("stamp"),
        ):
            with pytest.raises(Unsupported, match="read-only by fields="):
                attached.run(operation)
        assert attached.run(connector.count(None)) == len(DOCUMENTS)
        assert attached.run(connector.get_record("stamp")) is None
        assert attached.run(connector.list_records("")) == []
