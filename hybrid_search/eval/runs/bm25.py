"""BM25 over the texts of a dataset, as a run to compare with."""

from __future__ import annotations

from hybrid_search.encoders.bm25 import BM25Encoder
from hybrid_search.eval.comparison.legs import Step
from hybrid_search.eval.dataset import Dataset
from hybrid_search.eval.runs.run import Run, ranking
from hybrid_search.index import HybridIndex


def bm25_run(
    dataset: Dataset,
    *,
    language: str = "english",
    candidates: int = 100,
    step: Step = lambda doing, done, of: None,  # noqa: ARG005  # shows no progress
) -> Run:
    """What :class:`~hybrid_search.encoders.bm25.BM25Encoder` with its defaults finds, by an exact index in memory.

    The documents are read twice, and all their vectors are held in memory.

    Args:
        dataset: Documents and queries.
        language: English name of the language of both, in lower case.
        candidates: Hits of each query at most.
        step: Called as the work goes on.

    Raises:
        InvalidInput: for an unknown language, or if no document has a word.
    """
    encoder = BM25Encoder.fit((one.text for one in dataset.documents()), language=language, keep_words=False)
    total = 0 if encoder.statistics is None else encoder.statistics.documents
    queries = dataset.queries()
    found = {}
    with HybridIndex.open("memory://bm25", encoder) as index:
        index.add(dataset.documents(), progress=lambda report: step("indexing for BM25", report.written, total))
        for done, (query, text) in enumerate(queries.items(), start=1):
            found[query] = ranking(index.search(text, k=candidates))
            step("searching by BM25", done, len(queries))
    return found
