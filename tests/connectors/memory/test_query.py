"""Exact scoring: order, ties and cuts."""

from __future__ import annotations

from hybrid_search import F
from hybrid_search.connectors.base import IndexSpec, LegQuery
from hybrid_search.connectors.memory.query import search
from hybrid_search.connectors.memory.schema import lay_out
from hybrid_search.types import SparseVector
from tests.fakes import row, unit

COLUMNS = lay_out(
    [
        row(id, sparse={1: weight}, metadata={"w": weight})
        for id, weight in {"c": 1.0, "a": 1.0, "b": 1.0, "z": 2.0}.items()
    ],
    IndexSpec(dims=3, sparse=True),
)


def found(limit: int, **query: object) -> list[str]:
    vector = SparseVector.from_pairs({1: 1.0})
    where = query.get("where")
    return [one.id for one in search(COLUMNS, LegQuery("sparse", vector, limit, where))]  # type: ignore[arg-type]  # a filter


def test_ties_are_ordered_by_id() -> None:
    assert found(10) == ["z", "a", "b", "c"]


def test_a_cut_among_ties_keeps_the_lowest_ids() -> None:
    assert found(2) == ["z", "a"]


def test_the_filter_comes_before_the_cut() -> None:
    assert found(1, where=F.w == 1.0) == ["a"]


def test_scores_that_differ_beyond_six_digits_are_cut_by_id_too() -> None:
    columns = lay_out([row("b", sparse={1: 1.0, 2: 1.0}), row("a", sparse={1: 1.0})], IndexSpec(dims=3, sparse=True))
    query = SparseVector.from_pairs({1: 1.0, 2: 1e-6})
    (best,) = search(columns, LegQuery("sparse", query, 1))
    assert best.id == "a"  # it scores 1, and b 1.000001


def test_an_index_without_rows_has_no_candidates() -> None:
    empty = lay_out([], IndexSpec(dims=3, sparse=True))
    assert search(empty, LegQuery("dense", unit(1, 0, 0), 5)) == []
    assert search(empty, LegQuery("sparse", SparseVector.from_pairs({1: 1.0}), 5)) == []
