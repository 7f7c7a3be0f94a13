"""The two legs: exact scores, limits and filters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import strategies as st

from hybrid_search import F
from hybrid_search.connectors.base import IndexSpec, Row
from hybrid_search.errors import InvalidQuery
from hybrid_search.types import SparseVector
from tests.connectors.contract.base import ConnectorContract
from tests.connectors.contract.legs import dense_leg, falling, scores, sparse_leg
from tests.connectors.contract.opened import Opened
from tests.fakes import row

Pair = tuple[dict[int, float], list[float]]
"""A sparse vector and a dense one."""


class SearchContract(ConnectorContract):
    def test_sparse_scores_are_dot_products(self, made: Opened) -> None:
        made.upsert(
            [
                row("both", sparse={1: 2.0, 2: 3.0}),
                row("one", sparse={2: 0.5, 9: 7.0}),
                row("none", sparse={5: 1.0}),
                row("largest index", sparse={2**32 - 1: 0.25}),
            ]
        )
        (leg,) = made.run(made.connector.search([sparse_leg({1: 10.0, 2: 4.0, 2**32 - 1: 2.0})]))
        assert scores(leg) == {
            "both": pytest.approx(10 * 2 + 4 * 3),
            "one": pytest.approx(4 * 0.5),
            "largest index": pytest.approx(2 * 0.25),
        }
        assert [candidate.id for candidate in leg] == ["both", "one", "largest index"]

    def test_dense_scores_are_cosines(self, made: Opened) -> None:
        directions = {"same": [0, 3, 4], "opposite": [0, -3, -4], "orthogonal": [1, 0, 0], "near": [0, 4, 3]}
        made.upsert([row(id, dense=numbers) for id, numbers in directions.items()])
        (leg,) = made.run(made.connector.search([dense_leg(0, 3, 4)]))
        assert scores(leg) == {
            "same": pytest.approx(1.0),
            "near": pytest.approx(24 / 25),
            "orthogonal": pytest.approx(0.0, abs=1e-6),
            "opposite": pytest.approx(-1.0),
        }
        assert [candidate.id for candidate in leg] == ["same", "near", "orthogonal", "opposite"]
        assert all(-1 <= candidate.score <= 1 for candidate in leg)

    def test_candidates_know_the_document_that_they_belong_to(self, made: Opened) -> None:
        made.upsert([row("a#1", parent="a"), row("b")])
        sparse, dense = made.run(made.connector.search([sparse_leg({1: 1.0}), dense_leg(1, 0, 0)]))
        for leg in (sparse, dense):
            assert {candidate.id: candidate.parent for candidate in leg} == {"a#1": "a", "b": "b"}

    def test_each_leg_has_its_own_limit(self, made: Opened) -> None:
        rows = [row(str(n), sparse={1: n + 1.0}, dense=[1, n, 0]) for n in range(20)]
        made.upsert(rows)
        few, one, all_of_them = made.run(
            made.connector.search(
                [
                    sparse_leg({1: 1.0}, limit=3),
                    dense_leg(1, 0, 0, limit=1),
                    dense_leg(1, 0, 0, limit=10_000),
                ]
            )
        )
        assert [candidate.id for candidate in few] == ["19", "18", "17"]
        assert [candidate.id for candidate in one] == ["0"]
        assert len(all_of_them) == 20

    def test_each_leg_has_its_own_filter(self, made: Opened) -> None:
        made.upsert([row(str(n), metadata={"n": n}) for n in range(10)])
        sparse, dense, nothing = made.run(
            made.connector.search(
                [
                    sparse_leg({1: 1.0}, where=F.n < 3),
                    dense_leg(1, 0, 0, where=F.n >= 8),
                    dense_leg(1, 0, 0, where=F.n > 100),
                ]
            )
        )
        assert set(scores(sparse)) == {"0", "1", "2"}
        assert set(scores(dense)) == {"8", "9"}
        assert nothing == []

    def test_the_filter_is_applied_before_the_limit(self, made: Opened) -> None:
        made.upsert([row(str(n), metadata={"n": n}, sparse={1: 1.0 + n}) for n in range(50)])
        (leg,) = made.run(made.connector.search([sparse_leg({1: 1.0}, where=F.n < 2, limit=2)]))
        assert [candidate.id for candidate in leg] == ["1", "0"]

    def test_an_empty_sparse_query_finds_nothing(self, made: Opened) -> None:
        made.upsert([row("a")])
        assert made.run(made.connector.search([sparse_leg({})])) == [[]]

    def test_a_row_without_weights_is_found_by_the_dense_leg_only(self, made: Opened) -> None:
        made.upsert([row("a", sparse={})])
        sparse, dense = made.run(made.connector.search([sparse_leg({1: 1.0}), dense_leg(1, 0, 0)]))
        assert sparse == []
        assert set(scores(dense)) == {"a"}

    def test_no_legs_and_no_rows_give_nothing(self, made: Opened) -> None:
        assert made.run(made.connector.search([])) == []
        assert made.run(made.connector.search([sparse_leg({1: 1.0}), dense_leg(1, 0, 0)])) == [[], []]

    def test_deleted_rows_are_not_found(self, made: Opened) -> None:
        made.upsert([row("a"), row("b")])
        made.delete(["a"])
        sparse, dense = made.run(made.connector.search([sparse_leg({1: 1.0}), dense_leg(1, 0, 0)]))
        assert set(scores(sparse)) == set(scores(dense)) == {"b"}

    @pytest.mark.parametrize("spec", [IndexSpec(dims=None, sparse=True), IndexSpec(dims=3, sparse=False)])
    def test_an_index_may_have_one_field_only(self, opened: Opened, spec: IndexSpec) -> None:
        both = row("a")
        stored = Row(
            **{name: getattr(both, name) for name in ("id", "text", "metadata", "parent", "ordinal", "hash")},
            sparse=both.sparse if spec.sparse else None,
            dense=None if spec.dims is None else both.dense,
        )
        opened.fresh(stored, spec=spec)
        legs = {"sparse": sparse_leg({1: 1.0}), "dense": dense_leg(1, 0, 0)}
        there, missing = ("sparse", "dense") if spec.sparse else ("dense", "sparse")
        assert scores(opened.run(opened.connector.search([legs[there]]))[0]) == {"a": pytest.approx(1.0)}
        assert opened.count(F.a.exists()) == 0
        assert set(opened.run(opened.connector.fetch(["a"], vectors=True))) == {"a"}
        with pytest.raises(InvalidQuery):
            opened.run(opened.connector.search([legs[missing]]))

    def test_a_query_of_another_dimension_is_refused(self, made: Opened) -> None:
        made.upsert([row("a")])
        with pytest.raises(InvalidQuery):
            made.run(made.connector.search([dense_leg(1, 0)]))

    def test_generated_vectors_score_as_numpy_says(self, opened: Opened) -> None:
        weights = st.dictionaries(st.integers(0, 8), st.floats(0.01, 100), max_size=6)
        numbers = st.lists(st.floats(-1, 1), min_size=3, max_size=3).filter(lambda one: np.linalg.norm(one) > 1e-3)
        pairs = st.tuples(weights, numbers)

        @opened.holds_for(documents=st.lists(pairs, max_size=8), queries=st.lists(pairs, min_size=1, max_size=5))
        def check(documents: list[Pair], queries: list[Pair]) -> None:
            rows = [row(str(n), sparse=sparse, dense=dense) for n, (sparse, dense) in enumerate(documents)]
            opened.fresh(*rows)
            legs = [
                leg for sparse, dense in queries for leg in (sparse_leg(sparse, limit=10), dense_leg(*dense, limit=10))
            ]
            found = opened.run(opened.connector.search(legs))
            for query, candidates in zip(legs, found, strict=True):
                if isinstance(query.vector, SparseVector):
                    products = {one.id: one.sparse.dot(query.vector) for one in rows if one.sparse is not None}
                    expected = {id: score for id, score in products.items() if score > 0}
                    assert scores(candidates) == pytest.approx(expected, rel=1e-5)
                else:
                    cosines = {one.id: float(np.dot(one.dense, query.vector)) for one in rows if one.dense is not None}
                    assert scores(candidates) == pytest.approx(cosines, abs=1e-5)
                assert falling(candidates)

        check()
