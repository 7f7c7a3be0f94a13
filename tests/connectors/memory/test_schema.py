"""The columns of the memory store."""

from __future__ import annotations

import pytest

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.memory.schema import lay_out
from tests.fakes import row


def test_postings_are_grouped_by_term_in_the_order_of_the_rows() -> None:
    columns = lay_out([row("a", sparse={7: 1.0, 2: 2.0}), row("b", sparse={7: 3.0})], IndexSpec(dims=3, sparse=True))
    assert columns.terms.tolist() == [2, 7]
    assert columns.starts.tolist() == [0, 1, 3]
    assert columns.posting_rows.tolist() == [0, 0, 1]
    assert columns.posting_weights.tolist() == [2.0, 1.0, 3.0]


def test_the_dense_matrix_has_a_row_each() -> None:
    columns = lay_out([row("a", dense=[0, 1, 0]), row("b", dense=[3, 0, 4])], IndexSpec(dims=3, sparse=True))
    assert columns.dense is not None
    assert columns.dense.tolist() == [[0, 1, 0], [pytest.approx(0.6), 0, pytest.approx(0.8)]]


def test_an_index_without_a_dense_field_has_no_matrix() -> None:
    assert lay_out([], IndexSpec(dims=None, sparse=True)).dense is None
