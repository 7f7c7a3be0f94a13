from pathlib import Path

import numpy as np

from hybrid_search.training.one_pass.candidates import candidates
from hybrid_search.training.one_pass.scores import DenseLeg, SparseLeg, bm25_leg
from hybrid_search.training.one_pass.watcher import Silent
from hybrid_search.types import SparseVector

DENSE = DenseLeg(np.array([[1.0, 0.0]], np.float32), np.array([[1, 0], [0.5, 0], [0, 1]], np.float32))


def leg(*scores: float) -> SparseLeg:
    documents = [SparseVector.from_pairs({7: score}) for score in scores]
    return SparseLeg.of([SparseVector.from_pairs({7: 1.0, 9: 5.0})], documents)


def test_the_sum_of_shares_of_the_best_decides(tmp_path: Path) -> None:
    # Dense 1, .5, 0; sparse 2, 8, 4 of at most 8: sums 1.25, 1.5, .5.
    found = candidates([DENSE, leg(2, 8, 4)], 1, 3, 2, "key", tmp_path / "c.npy", Silent())
    assert found.tolist() == [[1, 0]]


def test_equal_scores_are_in_the_order_of_the_documents(tmp_path: Path) -> None:
    found = candidates([leg(3, 3, 3)], 1, 3, 9, "key", tmp_path / "c.npy", Silent())
    assert found.tolist() == [[0, 1, 2]]


def test_sparse_scores_are_dot_products_on_shared_dimensions() -> None:
    assert leg(2, 8).scores(slice(0, 1)).tolist() == [[2, 8]]
    assert leg(2, 8).between(np.array([0]), np.array([1])).tolist() == [[8]]


def test_bm25_finds_the_text_with_the_words() -> None:
    found = bm25_leg(["warm ovens"], ["the river is cold", "an oven is warm"]).scores(slice(0, 1))
    assert found[0, 1] > found[0, 0] == 0
