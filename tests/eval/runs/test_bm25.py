"""BM25 as a run."""

from __future__ import annotations

from hybrid_search import BM25Encoder, HybridIndex
from hybrid_search.eval.runs.bm25 import bm25_run
from tests.eval.comparison.conftest import QUERIES, Small


def test_it_ranks_as_an_index_of_the_encoder_does() -> None:
    data = Small()
    with HybridIndex.open("memory://own", BM25Encoder.fit(one.text for one in data.documents())) as index:
        index.add(data.documents())
        searched = {query: index.search(text).ids for query, text in QUERIES.items()}
    run = bm25_run(data)
    assert {query: tuple(found) for query, found in run.items()} == searched
    assert searched["q2"] == ("c1",)


def test_it_has_at_most_the_candidates() -> None:
    assert {query: list(found) for query, found in bm25_run(Small(), candidates=1).items()}["q1"] == ["p1"]


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    bm25_run(Small(), step=lambda *step: told.append(step))
    assert told == [("indexing for BM25", 6, 6), *(("searching by BM25", done, 3) for done in (1, 2, 3))]
