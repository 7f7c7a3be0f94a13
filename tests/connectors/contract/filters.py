"""Filters mean the same on every backend."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hybrid_search import F
from hybrid_search.filters import Filter, parse
from hybrid_search.types.metadata import freeze
from tests import strategies
from tests.connectors.contract.base import (
    ConnectorContract,
    Opened,
    scores,
    shared_fixture,
    sparse_leg,
)
from tests.fakes import row
from tests.naive_filter import holds


class FilterContract(ConnectorContract):
    @shared_fixture
    @given(
        documents=st.lists(strategies.metadata, max_size=5),
        wheres=st.lists(strategies.filters, min_size=5, max_size=20),
    )
    def test_generated_filters_match_what_their_description_says(
        self, opened: Opened, documents: list[dict[str, Any]], wheres: list[dict[str, Any]]
    ) -> None:
        opened.fresh(*(row(str(n), metadata=metadata) for n, metadata in enumerate(documents)))
        for where in wheres:
            expected = {str(n) for n, metadata in enumerate(documents) if holds(where, metadata)}
            tree = parse(where)
            assert opened.ids(tree) == expected, where
            (sparse,) = opened.run(opened.connector.search([sparse_leg({1: 1.0}, where=tree)]))
            assert set(scores(sparse)) == expected, where
            assert opened.count(tree) == len(expected), where

    @shared_fixture
    @given(document=strategies.metadata, where=strategies.filters)
    def test_delete_where_deletes_what_count_counted(
        self, opened: Opened, document: dict[str, Any], where: dict[str, Any]
    ) -> None:
        opened.fresh(row("a", metadata=document), row("b"))
        tree = parse(where)
        assert tree is not None
        matching = opened.ids(tree)
        assert opened.run(opened.connector.delete_where(tree)) == len(matching)
        assert opened.ids() == {"a", "b"} - matching

    @shared_fixture
    @given(document=strategies.metadata)
    def test_generated_metadata_come_back(self, opened: Opened, document: dict[str, Any]) -> None:
        opened.fresh(row("a", metadata=document))
        assert opened.run(opened.connector.fetch(["a"]))["a"].metadata == freeze(document, "a")

    def test_a_large_filter_is_no_problem(self, made: Opened) -> None:
        made.run(made.connector.upsert([row(str(n), metadata={"n": n}) for n in range(20)]))
        assert made.ids(F.n.is_in(range(5, 1005))) == {str(n) for n in range(5, 20)}
        assert made.ids(F.n.is_in([str(n) for n in range(1000)])) == set()
        deep: Filter = F.n == 3
        for level in range(15):
            deep = (~deep) & (F.n < 100) if level % 2 else ~deep | (F.n > 100)
        assert len(made.ids(deep)) in (1, 19)
