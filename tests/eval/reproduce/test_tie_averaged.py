import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.eval.reproduce.tie_averaged import ndcg


def test_without_ties_the_gain_of_rank_r_is_divided_by_log2_of_r_plus_1() -> None:
    assert ndcg([False, True], [2.0, 1.0]) == pytest.approx(1 / math.log2(3))
    assert ndcg([True, False], [2.0, 1.0]) == 1.0


def test_documents_that_tie_share_the_mean_of_their_ranks() -> None:
    assert ndcg([True, False], [1.0, 1.0]) == pytest.approx((1 + 1 / math.log2(3)) / 2)


def test_ties_can_be_taken_in_the_best_and_in_the_worst_order() -> None:
    assert ndcg([False, True], [1.0, 1.0], ties="best") == 1.0
    assert ndcg([True, False], [1.0, 1.0], ties="worst") == pytest.approx(1 / math.log2(3))


def test_what_lies_behind_rank_k_adds_nothing() -> None:
    assert ndcg([False, True], [2.0, 1.0], k=1) == 0.0


def test_nothing_relevant_gives_0() -> None:
    assert ndcg([False, False], [2.0, 1.0]) == 0.0


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), min_size=2, max_size=30))
def test_it_is_what_scikit_learn_computes(pairs: list[tuple[bool, int]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="comes with the extra models")
    relevant, scores = zip(*pairs, strict=True)
    theirs = metrics.ndcg_score(np.array([relevant], float), np.array([scores], float), k=10)
    assert ndcg(relevant, scores) == pytest.approx(theirs)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), min_size=1, max_size=30))
def test_the_mean_lies_between_the_extremes(pairs: list[tuple[bool, int]]) -> None:
    relevant, scores = zip(*pairs, strict=True)
    worst, mean, best = (ndcg(relevant, scores, ties=ties) for ties in ("worst", "average", "best"))
    assert worst - 1e-12 <= mean <= best + 1e-12
