import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.encoders.sparse_tools import cosine_similarity, similarity
from hybrid_search.types import SparseVector

A = SparseVector.from_pairs({1: 3.0, 2: 4.0})
B = SparseVector.from_pairs({2: 0.5, 7: 1.0})
EMPTY = SparseVector.empty()

vectors = st.lists(
    st.dictionaries(st.integers(0, 8), st.floats(0.125, 8.0, width=16), max_size=6).map(SparseVector.from_pairs),
    max_size=5,
)


def test_every_vector_is_compared_with_every_other() -> None:
    scores = similarity([A, EMPTY], [A, B, EMPTY])
    assert scores.dtype == np.float64
    assert scores.tolist() == [[9 + 16, 4 * 0.5, 0.0], [0.0, 0.0, 0.0]]


def test_cosines_are_zero_for_empty_vectors() -> None:
    scores = cosine_similarity([A, EMPTY], [A, B, EMPTY])
    assert scores == pytest.approx(np.array([[1.0, 2 / (5 * np.sqrt(1.25)), 0.0], [0.0, 0.0, 0.0]]))


@pytest.mark.parametrize(("a", "b", "shape"), [([], [], (0, 0)), ([A], [], (1, 0)), ([], [A, B], (0, 2))])
def test_empty_lists_give_an_empty_matrix(a: list[SparseVector], b: list[SparseVector], shape: tuple[int, int]) -> None:
    assert similarity(a, b).shape == shape
    assert cosine_similarity(a, b).shape == shape


@given(vectors, vectors)
def test_it_is_the_dot_product_of_the_vectors(a: list[SparseVector], b: list[SparseVector]) -> None:
    expected = [[one.dot(other) for other in b] for one in a]
    assert similarity(a, b) == pytest.approx(np.array(expected, dtype=np.float64).reshape(len(a), len(b)))
