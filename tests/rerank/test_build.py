from typing import Any

import pytest

from hybrid_search import Blended, DenseReranker, FunctionReranker
from hybrid_search.errors import InvalidQuery
from hybrid_search.rerank import as_reranker


@pytest.mark.parametrize("reranker", [DenseReranker(), FunctionReranker(len), Blended(DenseReranker())])  # type: ignore[arg-type]  # it is not called
def test_a_reranker_stays_what_it_is(reranker: Any) -> None:
    assert as_reranker(reranker) is reranker


def test_a_function_becomes_one() -> None:
    def lengths(query: str, texts: Any) -> list[float]:
        return [len(text) for text in texts]

    assert as_reranker(lengths) == FunctionReranker(lengths)


@pytest.mark.parametrize("other", [DenseReranker, FunctionReranker, "cross-encoder/ms-marco-MiniLM-L6-v2", 5])
def test_what_is_neither_is_refused(other: Any) -> None:
    with pytest.raises(InvalidQuery, match="is neither a Reranker nor a function"):
        as_reranker(other)
