from hybrid_search.encoders.sparse_tools import intersection
from hybrid_search.types import SparseVector

A = SparseVector.from_pairs({1: 3.0, 2: 4.0, 9: 1.0})
B = SparseVector.from_pairs({2: 0.5, 7: 1.0, 9: 2.0})


def test_shared_dimensions_carry_their_products() -> None:
    assert intersection(A, B).to_dict() == {2: 4.0 * 0.5, 9: 1.0 * 2.0}


def test_vectors_without_a_common_dimension_share_nothing() -> None:
    assert len(intersection(A, SparseVector.empty())) == 0


def test_products_below_the_smallest_weight_are_dropped() -> None:
    tiny = SparseVector.from_pairs({2: 1e-37})
    assert len(intersection(tiny, tiny)) == 0
