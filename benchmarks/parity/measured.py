"""What one backend did with the collection."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.progress import Progress, track

from benchmarks.backends import Backend, check_new, name_of
from benchmarks.parity.collection import TENTH, Collection
from hybrid_search import F, HybridIndex
from hybrid_search.encoders import Encoder
from hybrid_search.eval import Qrels, mean_measures, run_of
from hybrid_search.fusion import RRF
from hybrid_search.index.queries import EACH_ALONE
from hybrid_search.index.request import SearchOptions
from hybrid_search.types import AddReport, SearchResults

CANDIDATES, K = 100, 10
MEASURE = f"nDCG@{K}"
_BATCH = 250

SPARSE, DENSE, FUSION, BY_RRF, FILTERED = "sparse", "dense", "fusion", "RRF(60)", "filtered"
SEARCHES: Mapping[str, SearchOptions] = {
    SPARSE: {"legs": "sparse"},
    DENSE: {"legs": "dense"},
    FUSION: {},
    BY_RRF: {"fusion": RRF(60)},
    FILTERED: {"where": F[TENTH] < 3},
}
"""Name to the options of the search; ``fusion`` is the one that the encoder recommends, ``filtered`` the same."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The results of every search, and what they took.

    Attributes:
        name: The backend's, with its version.
        found: Name of a search to query id to its results, 100 of each.
        load_s: Seconds from the first document to the moment when searches find the last.
        search_ms: Milliseconds of one search of ten hits, the median over all queries.
    """

    name: str
    found: Mapping[str, Mapping[str, SearchResults]]
    load_s: float
    search_ms: float

    def ndcg(self, search: str, qrels: Qrels) -> float:
        """nDCG@10, the mean over the queries."""
        return mean_measures(run_of(self.found[search]), qrels, [MEASURE])[MEASURE]


def measure(backend: Backend, collection: Collection, encoder: Encoder, console: Console) -> Measured:
    """Store, search, time, and drop; ends the program if there is an index already, or a document fails."""
    opened = HybridIndex.open(backend.url, encoder, client=backend.client, api_key=backend.api_key, queries=EACH_ALONE)
    with opened as index:
        check_new(index)
        try:
            load_s = _load(index, collection, console)
            searches = track(SEARCHES, f"Searching {index.url}", console=console, transient=True)
            found = {search: _search(index, collection.queries, SEARCHES[search]) for search in searches}
            return Measured(
                name_of(index, backend), found, load_s, _search_ms(index, list(collection.queries.values()))
            )
        finally:
            index.drop()


def _load(index: HybridIndex, collection: Collection, console: Console) -> float:
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(f"Loading {index.url}", total=len(collection.documents))

        def advance(report: AddReport) -> None:
            progress.update(task, completed=report.written + len(report.failed))

        started = time.perf_counter()
        report = index.add(collection.documents, batch_size=_BATCH, progress=advance)
        seconds = time.perf_counter() - started
    if report.failed or index.count() != len(collection.documents):
        sys.exit(f"{index.url} holds {index.count()} of {len(collection.documents)} documents: {report.failed[:3]}")
    return seconds


def _search(index: HybridIndex, queries: Mapping[str, str], options: SearchOptions) -> dict[str, SearchResults]:
    asked: SearchOptions = {**options, "k": CANDIDATES, "candidates": CANDIDATES}
    found = index.search_many(list(queries.values()), **asked)
    return dict(zip(queries, found, strict=True))


def _search_ms(index: HybridIndex, queries: Sequence[str]) -> float:
    times = []
    for query in queries:
        started = time.perf_counter()
        index.search(query, k=K, candidates=CANDIDATES)
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)
