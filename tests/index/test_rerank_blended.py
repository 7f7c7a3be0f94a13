"""The first stage's score and the reranker's, normalised and added by their shares."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from hybrid_search import Blended, DenseReranker, FunctionReranker, HybridIndex
from hybrid_search.errors import InvalidQuery
from hybrid_search.types import RerankScore


def kept(query: str, texts: Sequence[str]) -> list[float]:
    """3 for "trains", 1 for "cats", 0 otherwise."""
    return [3.0 if "trains" in text else float("cats" in text) for text in texts]


def test_a_blend_adds_the_shares_of_both_scores(index: HybridIndex) -> None:
    """Sparse: b 4, a 2, so 1 and 0; the function: a 2, b 0, so 1 and 0."""

    def sugar(query: str, texts: Sequence[str]) -> list[float]:
        return [2.0 * ("sugar" in text) for text in texts]

    results = index.search("plants", legs="sparse", rerank=Blended(FunctionReranker(sugar), weight=0.75))
    assert [(hit.id, hit.score, hit.score_kind) for hit in results] == [("b", 0.75, "blended"), ("a", 0.25, "blended")]
    assert results[0].rerank == RerankScore(1, 4.0, "dot")


def test_a_blend_normalises_over_the_hits_that_were_reranked(index: HybridIndex) -> None:
    """First stage a, b, c, d by RRF of the dense and sparse ranks 2 1, 1 2, 3, 4: here by the dense leg alone.

    Cosines with (1, 1, 0) / sqrt 2: b 3 / sqrt 10, a and c 1 / sqrt 2, d 0, so 1, 0.745, 0.745 and 0; without d, which
    a depth of three leaves out, 1, 0 and 0. The function gives b and c 1 and a 0.
    """
    results = index.search(
        "plants cats", k=3, depth=3, legs="dense", rerank=Blended(FunctionReranker(kept), weight=0.4)
    )
    assert [(hit.id, round(hit.score, 6)) for hit in results] == [("b", 1.0), ("c", 0.6), ("a", 0.0)]


@pytest.mark.parametrize(("weight", "order"), [(0, ("d", "b", "c", "a")), (1, ("a", "b", "c", "d"))])
def test_a_blend_ends_at_either_order(index: HybridIndex, weight: float, order: tuple[str, ...]) -> None:
    assert index.search("plants", rerank=Blended(FunctionReranker(kept), weight)).ids == order


def test_a_single_hit_is_blended_without_dividing_by_zero(index: HybridIndex) -> None:
    assert index.search("mice", legs="sparse", rerank=Blended(FunctionReranker(kept)))[0].score == 1.0


def test_dense_vectors_can_be_blended_too(index: HybridIndex) -> None:
    """Sparse: b 1, a 0; dense: a 1, b 0."""
    results = index.search("plants", legs="sparse", rerank=Blended(DenseReranker(), weight=0.25))
    assert [(hit.id, hit.score) for hit in results] == [("a", 0.75), ("b", 0.25)]


def test_a_fault_in_a_blend_names_the_reranker_inside(index: HybridIndex) -> None:
    with pytest.raises(InvalidQuery, match="the reranker FunctionReranker returned NaN"):
        index.search("plants", rerank=Blended(FunctionReranker(lambda query, texts: [math.nan] * len(texts))))
