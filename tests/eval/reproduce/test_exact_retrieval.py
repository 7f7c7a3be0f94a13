import numpy as np

from hybrid_search.eval.reproduce.exact_retrieval import dense_ranks, sparse_ranks
from hybrid_search.eval.reproduce.vectors import Vectors
from hybrid_search.types import SparseVector


def vectors(sparse: list[dict[int, float]], dense: list[list[float]] | None = None) -> Vectors:
    rows = np.array(dense or [[1.0]] * len(sparse), np.float32)
    return Vectors([SparseVector.from_pairs(one) for one in sparse], rows)


def test_the_largest_dot_product_comes_first_and_what_shares_nothing_fills_the_list_in_its_order() -> None:
    documents = vectors([{8: 9.0}, {1: 1.0}, {1: 2.0, 3: 1.0}, {9: 1.0}])
    assert sparse_ranks(documents, vectors([{1: 1.0, 3: 0.5}])) == [[2, 1, 0, 3]]


def test_a_query_without_weights_takes_the_documents_in_their_order() -> None:
    assert sparse_ranks(vectors([{1: 1.0}, {2: 1.0}]), vectors([{}])) == [[0, 1]]


def test_the_list_ends_at_100() -> None:
    assert sparse_ranks(vectors([{1: 1.0}] * 101), vectors([{1: 1.0}])) == [list(range(100))]


def test_the_dense_leg_compares_directions_not_lengths() -> None:
    documents = vectors([{}, {}, {}], [[9.0, 9.0], [1.0, 0.0], [0.0, -5.0]])
    assert dense_ranks(documents, vectors([{}], [[2.0, 0.0]])) == [[1, 0, 2]]
