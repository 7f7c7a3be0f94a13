import numpy as np

from hybrid_search.training.one_pass import pruning
from hybrid_search.types import SparseVector


def test_wordpieces_of_a_low_gain_have_faded() -> None:
    assert pruning.faded(np.array([0.05, 0.1, 1.0], np.float32)).tolist() == [True, False, False]


def test_a_topic_code_has_weights_where_it_does_not_stand() -> None:
    # Of 200 texts: more than 40 with a weight, fewer than 2 in which it stands.
    weighted, standing = np.array([41, 40, 41, 100]), np.array([1, 1, 2, 90])
    assert pruning.topic_codes(weighted, standing, 200).tolist() == [True, False, False, False]


def test_weights_are_counted_once_a_vector() -> None:
    vectors = [SparseVector.from_pairs({1: 0.5, 3: 2.0}), SparseVector.from_pairs({3: 1.0})]
    assert pruning.frequencies(vectors, 5).tolist() == [0, 1, 0, 2, 0]
