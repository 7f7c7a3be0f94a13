"""Filters mean the same on every backend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from hybrid_search import F
from hybrid_search.filters import Filter, parse
from hybrid_search.types.metadata import freeze
from tests import strategies
from tests.connectors.contract.base import ConnectorContract
from tests.connectors.contract.legs import scores, sparse_leg
from tests.connectors.contract.opened import Opened
from tests.fakes import row
from tests.naive_filter import holds


class FilterContract(ConnectorContract):
    def test_generated_filters_match_what_their_description_says(self, opened: Opened) -> None:
        @opened.holds_for(
            documents=st.lists(strategies.metadata, max_size=8),
            wheres=st.lists(strategies.filters, min_size=10, max_size=30),
        )
        def check(documents: list[dict[str, Any]], wheres: list[dict[str, Any]]) -> None:
            opened.fresh(*(row(str(n), metadata=metadata) for n, metadata in enumerate(documents)))
            trees = [parse(where) for where in wheres]
            expected = [{str(n) for n, metadata in enumerate(documents) if holds(where, metadata)} for where in wheres]
            legs = opened.run(opened.connector.search([sparse_leg({1: 1.0}, where=tree) for tree in trees]))
            assert said(wheres, [set(scores(leg)) for leg in legs]) == said(wheres, expected)
            assert said(wheres, opened.matching(trees)) == said(wheres, expected)
            assert said(wheres, [opened.count(tree) for tree in trees]) == said(wheres, [len(ids) for ids in expected])

        check()

    def test_delete_where_deletes_what_a_search_finds(self, opened: Opened) -> None:
        @opened.holds_for(documents=st.lists(strategies.metadata, max_size=4), where=strategies.filters)
        def check(documents: list[dict[str, Any]], where: dict[str, Any]) -> None:
            opened.fresh(*(row(str(n), metadata=metadata) for n, metadata in enumerate(documents)))
            tree = parse(where)
            assert tree is not None
            every, matching = opened.matching([None, tree])
            assert opened.delete_where(tree) == len(matching)
            assert opened.ids() == every - matching

        check()

    def test_generated_metadata_come_back(self, opened: Opened) -> None:
        @opened.holds_for(documents=st.lists(strategies.metadata, min_size=1, max_size=5))
        def check(documents: list[dict[str, Any]]) -> None:
            opened.fresh(*(row(str(n), metadata=metadata) for n, metadata in enumerate(documents)))
            found = opened.run(opened.connector.fetch([str(n) for n in range(len(documents))]))
            expected = {str(n): freeze(metadata, "") for n, metadata in enumerate(documents)}
            assert {id: one.metadata for id, one in found.items()} == expected

        check()

    def test_a_large_filter_is_no_problem(self, made: Opened) -> None:
        made.upsert([row(str(n), metadata={"n": n}) for n in range(20)])
        assert made.ids(F.n.is_in(range(5, 1005))) == {str(n) for n in range(5, 20)}
        assert made.ids(F.n.is_in([str(n) for n in range(1000)])) == set()
        deep: Filter = F.n == 3
        for level in range(15):
            deep = (~deep) & (F.n < 100) if level % 2 else ~deep | (F.n > 100)
        assert len(made.ids(deep)) in (1, 19)


def said(wheres: Sequence[object], answers: Sequence[object]) -> list[tuple[object, object]]:
    """Each answer with its filter, so that a failure shows both."""
    return list(zip(wheres, answers, strict=True))
