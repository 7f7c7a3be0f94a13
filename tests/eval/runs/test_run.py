from __future__ import annotations

from hybrid_search.eval import run_of
from hybrid_search.types import Hit, SearchResults


def hit(id: str, rank: int) -> Hit:
    return Hit(id, 7.0, "rrf", "text", {}, {}, rank, id)


def test_equal_scores_keep_the_order_of_the_results() -> None:
    results = SearchResults((hit("b", 1), hit("a", 2)), "query", None, {}, {})
    assert run_of({"q": results}) == {"q": {"b": 1.0, "a": 0.5}}
