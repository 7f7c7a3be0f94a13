from __future__ import annotations

import numpy as np
import pytest

from hybrid_search.encoders import Encoded
from hybrid_search.index.queries.encoded_query import join, split
from hybrid_search.types import SparseVector, Truncation

SPARSE = [SparseVector.from_pairs({1: 1.0}), SparseVector.from_pairs({2: 2.0})]
DENSE = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
EACH = [Truncation(texts=1, tokens=3), Truncation(weights=2)]


def test_each_query_has_its_own_vectors_and_losses() -> None:
    first, second = split(Encoded.of(SPARSE, DENSE, EACH), 2, 2) or []
    assert (first.sparse, second.sparse) == tuple(SPARSE)
    assert second.dense is not None
    assert second.dense.tolist() == [0.0, 1.0]
    assert [first.truncation, second.truncation] == EACH


def test_joined_they_are_what_they_were() -> None:
    encoded = join(split(Encoded.of(SPARSE, DENSE, EACH), 2, 2) or [])
    assert encoded.sparse == SPARSE
    assert encoded.dense is not None
    assert encoded.dense.tolist() == DENSE.tolist()
    assert encoded.truncation == Truncation(texts=1, tokens=3, weights=2)


@pytest.mark.parametrize(("sparse", "dense"), [(None, DENSE), (SPARSE, None)])
def test_an_encoder_may_have_one_half(sparse: list[SparseVector] | None, dense: np.ndarray | None) -> None:
    encoded = join(split(Encoded(sparse, dense), 2, 2) or [])
    assert (encoded.sparse is None, encoded.dense is None) == (sparse is None, dense is None)


def test_the_dense_vector_cannot_be_changed_and_is_no_view_of_the_batch() -> None:
    dense = DENSE.copy()
    (query, _) = split(Encoded(SPARSE, dense), 2, 2) or []
    dense[0] = 7.0
    assert query.dense is not None
    assert query.dense.tolist() == [1.0, 0.0]
    with pytest.raises(ValueError, match="read-only"):
        query.dense[0] = 7.0


def test_losses_of_several_that_cannot_be_told_apart_split_nothing() -> None:
    assert split(Encoded(SPARSE, DENSE, Truncation(weights=2)), 2, 2) is None
    assert split(Encoded(SPARSE[:1], DENSE[:1], Truncation(weights=2)), 1, 2) is not None


def test_a_dense_half_that_the_encoder_does_not_have_is_left_out() -> None:
    assert [one.dense for one in split(Encoded(SPARSE, DENSE), 2, None) or []] == [None, None]


@pytest.mark.parametrize(
    "encoded",
    [
        Encoded(SPARSE[:1], DENSE),
        Encoded(SPARSE, DENSE[:1]),
        Encoded(SPARSE, DENSE[0]),
        Encoded(SPARSE, DENSE[:, :1]),
        Encoded(SPARSE, np.array([[1.0, 0.0], [0.0, np.nan]], dtype=np.float32)),
    ],
)
def test_what_is_wrong_is_not_split(encoded: Encoded) -> None:
    assert split(encoded, 2, 2) is None
