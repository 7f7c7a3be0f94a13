"""Loading, optimising and searching an index of one size."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.scale.exact import K, nearest, recall
from benchmarks.scale.figures import LEGS, Figures, Latency, Searches
from benchmarks.scale.memory import watched
from benchmarks.synthetic import BLOCK, Synthetic, documents, generated, queries
from hybrid_search import Document, HybridIndex
from hybrid_search.index.queries import EACH_ALONE
from hybrid_search.index.request import LegChoice

_KEPT_EVERY = 10_000
_WARM_UP, _LEAST_QUERIES = 10, 20


def measure(folder: Path, size: int, asked: int, limit_s: float, console: Console) -> Figures:
    """All figures of one size; what the folder has already is not done again.

    Args:
        folder: Where the index and the figures are kept.
        size: Documents.
        asked: Queries at most.
        limit_s: Seconds after which no further query is asked, if at least 20 were.
        console: For progress.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "figures.json"
    figures = Figures.read(path, size)
    true = nearest(size, asked, folder / f"nearest-{asked}.npy", console)
    with HybridIndex.open(str(folder / "index"), Synthetic(), queries=EACH_ALONE) as index:
        if figures.loaded < size:
            with watched(figures.load_peak):
                _load(index, figures, path, console)
        if figures.before is None and figures.optimize_s is None:
            figures.before = _search(index, true, limit_s, console)
            figures.write(path)
        if figures.optimize_s is None:
            with watched(figures.optimize_peak), console.status(f"Optimising {size:,} documents"):
                started = time.perf_counter()
                index.optimize()
                figures.optimize_s = time.perf_counter() - started
            figures.disk_mb = index.stats().facts["bytes_on_disk"] / 1e6
            figures.write(path)
        if figures.after is None:
            with watched(figures.search_peak):
                figures.after = _search(index, true, limit_s, console)
            figures.write(path)
    return figures


def _load(index: HybridIndex, figures: Figures, path: Path, console: Console) -> None:
    """Add what is missing, a part at a time; what is generated beforehand is not on the clock."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(f"Loading {figures.documents:,}", total=figures.documents, completed=figures.loaded)
        for part in _parts(figures.loaded, figures.documents):
            started = time.perf_counter()
            report = index.add(part, batch_size=BLOCK, skip_unchanged=False)
            figures.load_s += time.perf_counter() - started
            if report.failed:
                raise SystemExit(f"{index.url}: {len(report.failed)} documents failed: {report.failed[:3]}")
            figures.loaded += len(part)
            if figures.loaded % _KEPT_EVERY == 0:
                figures.write(path)
            progress.update(task, completed=figures.loaded)
    figures.write(path)


def _parts(loaded: int, size: int) -> Iterator[Sequence[Document]]:
    for start in range(loaded, size, BLOCK):
        generated(start // BLOCK)
        yield list(documents(start, min(start + BLOCK, size)))


def _search(index: HybridIndex, true: Sequence[Sequence[str]], limit_s: float, console: Console) -> Searches:
    """Every leg and both, query by query in turn, so that whatever else the machine does hits all of them alike."""
    times: dict[LegChoice, tuple[list[float], list[float]]] = {leg: ([], []) for leg in LEGS}
    found = []
    deadline = time.perf_counter() + limit_s
    texts = queries(len(true))
    with console.status(f"Searching {index.url}"):
        for text in texts[:_WARM_UP]:
            index.search(text, K)
        for place, text in enumerate(texts):
            if place >= _LEAST_QUERIES and time.perf_counter() > deadline:
                break
            for leg, (wall, processor) in times.items():
                started, busy = time.perf_counter(), time.process_time()
                hits = index.search(text, K, legs=leg)
                processor.append(1000 * (time.process_time() - busy))
                wall.append(1000 * (time.perf_counter() - started))
                if leg == "dense":
                    found.append([hit.id for hit in hits])
    facts = index.stats().facts
    return Searches(
        latency={leg: Latency.of(*taken) for leg, taken in times.items()},
        recall=recall(found, true[: len(found)]),
        segments=facts["segments"],
        in_graph=facts["indexed_vectors"],
        load=os.getloadavg()[0],
    )
