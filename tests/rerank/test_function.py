from __future__ import annotations

import pytest

from hybrid_search.errors import InvalidQuery
from hybrid_search.rerank import FunctionReranker, Reranker
from hybrid_search.types import Hit


def test_the_function_gets_the_query_and_the_texts_in_order() -> None:
    hits = [Hit(id, 0.0, "rrf", text, {}, {}, 1, id) for id, text in (("1", "aa"), ("2", "b"))]
    reranker = FunctionReranker(lambda query, texts: [len(query) * len(text) for text in texts])
    assert reranker.score("xyz", hits) == [6, 3]


def test_it_is_a_reranker_with_a_score_kind() -> None:
    reranker = FunctionReranker(lambda query, texts: [0.0] * len(texts), score_kind="length")
    assert isinstance(reranker, Reranker)
    assert reranker.score_kind == "length"


def test_hits_that_all_lack_a_text_are_an_error() -> None:
    hits = [Hit(id, 0.0, "rrf", "", {}, {}, 1, id) for id in "ab"]
    with pytest.raises(InvalidQuery, match="FunctionReranker scores texts, and none of the 2 hits has one"):
        FunctionReranker(lambda query, texts: [0.0] * len(texts)).score("xyz", hits)
