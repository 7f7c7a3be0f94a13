from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hybrid_search.connectors.base import IndexSpec, LegQuery
from hybrid_search.connectors.checks import checked_dense, checked_leg, checked_sparse
from hybrid_search.errors import InvalidQuery, InvalidVector
from hybrid_search.types import SparseVector

BOTH = IndexSpec(dims=2, sparse=True)
SPARSE = SparseVector.from_pairs({5: 2.0})
DENSE = np.array([0.6, 0.8], dtype=np.float32)


@pytest.mark.parametrize(
    ("dense", "said"),
    [
        (None, "no dense vector"),
        (np.ones(3, np.float32), r"shape \(3,\)"),
        (np.ones((1, 2), np.float32), r"shape \(1, 2\)"),
        (np.array([1, np.nan], np.float32), "NaN"),
        (np.array([1, np.inf], np.float32), "infinity"),
        (np.zeros(2, np.float32), "zeros"),
    ],
)
def test_a_dense_vector_that_does_not_fit_is_refused(dense: Any, said: str) -> None:
    with pytest.raises(InvalidVector, match=said):
        checked_dense(dense, BOTH)


def test_a_vector_that_fits_comes_back_as_it_was() -> None:
    assert checked_dense(DENSE, BOTH) is DENSE
    assert checked_sparse(SPARSE, BOTH) is SPARSE
    assert checked_dense(None, IndexSpec(dims=None, sparse=True)) is None
    assert checked_sparse(None, BOTH) is None


def test_a_vector_for_a_field_that_the_index_lacks_is_refused() -> None:
    with pytest.raises(InvalidVector, match="without a dense field"):
        checked_dense(DENSE, IndexSpec(dims=None, sparse=True))
    with pytest.raises(InvalidVector, match="without a sparse field"):
        checked_sparse(SPARSE, IndexSpec(dims=2, sparse=False))


@pytest.mark.parametrize(
    ("query", "spec", "said"),
    [
        (LegQuery("sparse", SPARSE, 10), IndexSpec(dims=2, sparse=False), "a sparse leg needs"),
        (LegQuery("sparse", DENSE, 10), BOTH, "a sparse leg needs"),
        (LegQuery("dense", DENSE, 10), IndexSpec(dims=None, sparse=True), "a dense leg needs"),
        (LegQuery("dense", SPARSE, 10), BOTH, "a dense leg needs"),
        (LegQuery("dense", np.ones(3, np.float32), 10), BOTH, "dense query: the dense vector has shape"),
    ],
)
def test_a_leg_without_its_field_or_vector_is_refused(query: LegQuery, spec: IndexSpec, said: str) -> None:
    with pytest.raises(InvalidQuery, match=said):
        checked_leg(query, spec)


def test_a_leg_of_its_field_gives_its_vector() -> None:
    assert checked_leg(LegQuery("sparse", SPARSE, 10), BOTH) is SPARSE
    assert checked_leg(LegQuery("dense", DENSE, 10), BOTH) is DENSE
