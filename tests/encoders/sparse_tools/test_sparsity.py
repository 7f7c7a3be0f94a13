from hybrid_search.encoders.sparse_tools import Sparsity, sparsity
from hybrid_search.types import SparseVector

VECTORS = [
    SparseVector.from_pairs({1: 1.0}),
    SparseVector.from_pairs({1: 2.0, 2: 3.0}),
    SparseVector.from_pairs({0: 1.0, 2: 1.0, 3: 4.0}),
    SparseVector.empty(),
]


def test_statistics_of_a_few_vectors() -> None:
    assert sparsity(VECTORS, dimensions=10) == Sparsity(
        vectors=4,
        empty=1,
        mean_nonzeros=(1 + 2 + 3 + 0) / 4,
        median_nonzeros=(1 + 2) / 2,
        min_nonzeros=0,
        max_nonzeros=3,
        mean_weight=(1 + 2 + 3 + 1 + 1 + 4) / 6,
        max_weight=4.0,
        used_dimensions=4,
        ratio=1 - 1.5 / 10,
    )


def test_the_ratio_needs_the_dimensions() -> None:
    assert sparsity(VECTORS).ratio is None


def test_no_vectors_give_zeros() -> None:
    assert sparsity([], dimensions=10) == Sparsity(0, 0, 0.0, 0.0, 0, 0, 0.0, 0.0, 0, 1.0)
