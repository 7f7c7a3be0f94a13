"""The times of both sides on one backend."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import Progress, track

from benchmarks.backends import Backend, check_new, name_of
from benchmarks.overhead.bare import recorded, replayed
from benchmarks.overhead.ready import ReadyVectors
from hybrid_search import Document, HybridIndex
from hybrid_search.index.queries import EACH_ALONE

K, CANDIDATES = 10, 100
_BATCH, _WARM_UP = 250, 20


@dataclass(slots=True)
class Measured:
    """Milliseconds of each query, in the same order.

    Attributes:
        name: The backend's, with its version.
        bare: The client's calls.
        search: The search.
        alone: Processor time of the search with a client that gives the answers of these calls at once.
    """

    name: str
    bare: list[float] = field(default_factory=list)
    search: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)

    @property
    def added(self) -> float:
        """The median of the differences, query by query."""
        return statistics.median(ours - theirs for ours, theirs in zip(self.search, self.bare, strict=True))


def measure(backend: Backend, documents: int, rounds: int, console: Console) -> Measured:
    """Fill a new index with random vectors, time both sides, and drop it; ends the program if there is one already."""
    encoder = ReadyVectors()
    opened = HybridIndex.open(backend.url, encoder, client=backend.client, api_key=backend.api_key, queries=EACH_ALONE)
    with opened as index:
        check_new(index)
        try:
            _fill(index, documents, console)
            measured = Measured(name_of(index, backend))
            for turn in track(range(-_WARM_UP, rounds), f"Searching {index.url}", console=console, transient=True):
                _time_all(index, encoder, turn, measured)
            return measured
        finally:
            index.drop()


def _fill(index: HybridIndex, documents: int, console: Console) -> None:
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(f"Loading {index.url}", total=documents)
        report = index.add(
            (Document(f"document-{n}", f"text of document {n}") for n in range(documents)),
            batch_size=_BATCH,
            progress=lambda done: progress.update(task, completed=done.written),
        )
    if report.failed:
        sys.exit(f"{index.url}: {len(report.failed)} documents failed: {report.failed[:3]}")


def _time_all(index: HybridIndex, encoder: ReadyVectors, turn: int, measured: Measured) -> None:
    """One query each way; whether bare calls or search come first alternates, since the second finds warm caches."""
    encoder.renew()

    def search() -> object:
        return index.search("query", k=K, candidates=CANDIDATES)

    recorder = recorded(index, search)
    if turn % 2:
        bare, hybrid = _milliseconds(recorder.calls), _milliseconds([search])
    else:
        hybrid, bare = _milliseconds([search]), _milliseconds(recorder.calls)
    with replayed(index, recorder):
        alone = _milliseconds([search], time.process_time)
    if turn >= 0:
        measured.bare.append(bare)
        measured.search.append(hybrid)
        measured.alone.append(alone)


def _milliseconds(calls: Sequence[Callable[[], object]], clock: Callable[[], float] = time.perf_counter) -> float:
    started = clock()
    for call in calls:
        call()
    return 1000 * (clock() - started)
