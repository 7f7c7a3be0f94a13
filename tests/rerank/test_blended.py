from typing import Any

import pytest

from hybrid_search import Blended, CrossEncoderReranker, DenseReranker, FunctionReranker
from hybrid_search.errors import InvalidQuery
from hybrid_search.rerank import needs_vectors

LENGTHS = FunctionReranker(lambda query, texts: [len(text) for text in texts])


@pytest.mark.parametrize("weight", [0, 0.0, 0.25, 1])
def test_the_weight_goes_from_0_to_1(weight: float) -> None:
    assert Blended(LENGTHS, weight).weight == weight


@pytest.mark.parametrize("weight", [-0.1, 1.5, float("nan"), float("inf"), "0.5", None, True])
def test_another_weight_is_refused(weight: Any) -> None:
    with pytest.raises(InvalidQuery, match=r"Blended\(weight=.*\) must be a number from 0 to 1"):
        Blended(LENGTHS, weight)


@pytest.mark.parametrize("reranker", [None, len, DenseReranker, "cross-encoder"])
def test_what_is_no_reranker_is_refused_with_the_way_out(reranker: Any) -> None:
    with pytest.raises(InvalidQuery, match=r"is not a reranker object; wrap a function as FunctionReranker"):
        Blended(reranker)


def test_it_needs_vectors_if_what_it_wraps_does() -> None:
    assert needs_vectors(DenseReranker())
    assert needs_vectors(Blended(Blended(DenseReranker())))
    assert not needs_vectors(Blended(LENGTHS))


def test_its_scores_are_a_kind_of_their_own() -> None:
    assert Blended(LENGTHS).score_kind == "blended"


def test_it_shows_what_it_wraps() -> None:
    shown = "Blended(reranker=CrossEncoderReranker('someone/model'), weight=0.3)"
    assert repr(Blended(CrossEncoderReranker("someone/model"), weight=0.3)) == shown
