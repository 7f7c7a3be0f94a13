from hybrid_search.encoders.limits import capped, lower_limit
from hybrid_search.types import SparseVector


def test_the_lowest_weights_are_dropped_and_counted() -> None:
    vectors = [SparseVector.from_pairs({1: 3.0, 2: 1.0, 3: 2.0}), SparseVector.from_pairs({5: 1.0})]
    kept, dropped = capped(vectors, 2)
    assert [vector.to_dict() for vector in kept] == [{1: 3.0, 3: 2.0}, {5: 1.0}]
    assert dropped == [1, 0]


def test_the_lower_of_two_limits_counts_and_none_is_no_limit() -> None:
    assert lower_limit(5, 3) == 3
    assert lower_limit(5, None) == 5
    assert lower_limit(None, None) is None
