from __future__ import annotations

from benchmarks.parity.measured import SEARCHES, Measured
from benchmarks.parity.required import shortfalls
from hybrid_search.types import Hit, SearchResults

QRELS = {"1": {"a": 1}}


def measured(name: str, ids: str) -> Measured:
    hits = tuple(Hit(id, 1 / rank, "dot", "", {}, {}, rank, id) for rank, id in enumerate(ids, start=1))
    found = {"1": SearchResults(hits, "query", None, {}, {})}
    return Measured(name, dict.fromkeys(SEARCHES, found), load_s=1.0, search_ms=1.0)


def test_a_backend_with_the_hits_of_the_reference_falls_short_of_nothing() -> None:
    assert not list(shortfalls(measured("other", "abc"), measured("memory", "abc"), QRELS))


def test_what_falls_short_is_named_with_its_figure_and_what_is_required() -> None:
    lines = list(shortfalls(measured("other", "bax"), measured("memory", "abc"), QRELS))
    assert "other: nDCG@10 of sparse differs by 0.3691; 0.002 is allowed" in lines  # 1 - 1 / log2(3)
    assert "other: recall@100 of dense is 0.6667; 0.98 is required" in lines
    assert len(lines) == 4 + 2
