"""Indexing and searching with every contestant in turn, round after round."""

from __future__ import annotations

import gc
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from rich.console import Console
from rich.progress import Progress, TaskID

from benchmarks.peers.contestant import ENTRIES, Contestant, Entry
from benchmarks.peers.place import Place
from benchmarks.peers.ready import Ready
from benchmarks.peers.traffic import Traffic, counted

_WARM_UP = 3


@dataclass(slots=True)
class Measured:
    """Of one contestant, round after round.

    Attributes:
        index_s: Seconds of storing all documents.
        index_own_s: Processor seconds of this process meanwhile.
        p50_ms: Milliseconds of a query, the median of the round.
        p95_ms: The 95th percentile.
        own_ms: Processor milliseconds of this process, the mean of a query.
        found: Query to the ids that were found.
        index_traffic: Requests of storing all documents.
        search_traffic: Of one query; the totals of a round divided by the queries.
    """

    index_s: list[float] = field(default_factory=list)
    index_own_s: list[float] = field(default_factory=list)
    p50_ms: list[float] = field(default_factory=list)
    p95_ms: list[float] = field(default_factory=list)
    own_ms: list[float] = field(default_factory=list)
    found: dict[str, list[str]] = field(default_factory=dict)
    index_traffic: Traffic = field(default_factory=Traffic)
    search_traffic: Traffic = field(default_factory=Traffic)


def measure(place: Place, ready: Ready, rounds: int, console: Console) -> dict[str, Measured]:
    """Every contestant by name; who begins changes from round to round."""
    measured = {entry.name: Measured() for entry in ENTRIES}
    gc.collect()
    gc.freeze()  # so that nobody's garbage collection looks at the documents and vectors that are ready
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(place.name, total=rounds * (len(ENTRIES) + len(ready.queries)))
        for number in range(rounds):
            order = [*ENTRIES[number % len(ENTRIES) :], *ENTRIES[: number % len(ENTRIES)]]
            made: dict[str, Contestant] = {}
            try:
                for entry in order:
                    made[entry.name] = _index(entry, place, number, ready, measured[entry.name])
                    progress.advance(task)
                _search(made, ready.queries, measured, progress, task)
            finally:
                for contestant in made.values():
                    contestant.drop()
    return measured


def _index(entry: Entry, place: Place, number: int, ready: Ready, measured: Measured) -> Contestant:
    contestant = entry.make(place, f"peers-{number}-{ENTRIES.index(entry)}", ready)
    with counted() as traffic:
        started, own = time.perf_counter(), time.process_time()
        contestant.index()
        measured.index_s.append(time.perf_counter() - started)
        measured.index_own_s.append(time.process_time() - own)
    measured.index_traffic = traffic
    return contestant


def _search(
    made: Mapping[str, Contestant],
    queries: Sequence[str],
    measured: Mapping[str, Measured],
    progress: Progress,
    task: TaskID,
) -> None:
    for contestant in made.values():
        for query in queries[:_WARM_UP]:
            contestant.search(query)
    wall: dict[str, list[float]] = {name: [] for name in made}
    own: dict[str, list[float]] = {name: [] for name in made}
    traffic = {name: Traffic() for name in made}
    for query in queries:
        for name, contestant in made.items():
            with counted() as seen:
                started, busy = time.perf_counter(), time.process_time()
                measured[name].found[query] = contestant.search(query)
                wall[name].append(1000 * (time.perf_counter() - started))
                own[name].append(1000 * (time.process_time() - busy))
            traffic[name].add(seen)
        progress.advance(task)
    for name, one in measured.items():
        p50, p95 = np.percentile(wall[name], [50, 95])
        one.p50_ms.append(float(p50))
        one.p95_ms.append(float(p95))
        one.own_ms.append(float(np.mean(own[name])))
        one.search_traffic = traffic[name].share(len(queries))
