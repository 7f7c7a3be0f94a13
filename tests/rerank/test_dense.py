import numpy as np
import pytest

from hybrid_search import DenseReranker, Reranker, VectorReranker
from tests.fakes import unit


def test_scores_are_cosines_in_the_order_of_the_rows() -> None:
    documents = np.stack([unit(0, 1), unit(3, 4), unit(1, 0), unit(-1, 0)])
    assert DenseReranker().score_vectors(unit(1, 0), documents) == pytest.approx([0.0, 0.6, 1.0, -1.0], abs=1e-7)


def test_it_scores_vectors_and_no_texts() -> None:
    assert isinstance(DenseReranker(), VectorReranker)
    assert not isinstance(DenseReranker(), Reranker)
    assert DenseReranker().score_kind == "cosine"
