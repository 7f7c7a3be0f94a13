"""The times of each way to search."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from rich.console import Console
from rich.progress import track

from benchmarks.concurrent.counting import Counting
from hybrid_search import AsyncHybridIndex, Document, HybridIndex, MemoryClient, QueryEncoding
from hybrid_search.index.queries import EACH_ALONE

_TURNS, _WARM_UP, _BATCH = 6, 8, 256
LOOP, BATCHED, ALONE = "one after another", "{} at once", "{} at once, each encoded alone"


class Way(Protocol):
    """Searches all queries, so many at once, and returns the seconds of each."""

    async def __call__(self, queries: Sequence[str], at_once: int, settings: QueryEncoding) -> list[float]: ...


@dataclass(slots=True)
class Measured:
    """One way to search.

    Attributes:
        kind: "tasks" or "threads".
        name: How.
        seconds: From the first search to the end of the last, over all turns.
        each: Seconds of each search.
        encodings: How often the encoder was called.
    """

    kind: str
    name: str
    at_once: int
    settings: QueryEncoding
    seconds: float = 0.0
    each: list[float] = field(default_factory=list)
    encodings: int = 0

    @property
    def rate(self) -> float:
        """Searches a second."""
        return len(self.each) / self.seconds


def measure(
    documents: Sequence[str], queries: Sequence[str], at_once: int, wait_s: float, console: Console
) -> list[Measured]:
    """Index the documents in memory, and search all queries in every way."""
    return asyncio.run(_measure(documents, queries, at_once, wait_s, console))


async def _measure(
    documents: Sequence[str], queries: Sequence[str], at_once: int, wait_s: float, console: Console
) -> list[Measured]:
    encoder, client = Counting(), MemoryClient()
    joined = QueryEncoding(cache=0, max_batch=max(2, at_once), max_wait_s=wait_s)
    with HybridIndex.open("memory://concurrent", encoder, client=client, queries=EACH_ALONE) as index:
        parts = track(range(0, len(documents), _BATCH), "Indexing", console=console, transient=True)
        for start in parts:
            index.add(Document(f"{start + n}", text) for n, text in enumerate(documents[start : start + _BATCH]))
        async with await AsyncHybridIndex.open("memory://concurrent", encoder, client=client) as with_tasks:
            ways: dict[str, Way] = {"tasks": Tasks(with_tasks), "threads": Threads(index)}
            measured = [
                Measured(kind, name.format(many), many, settings)
                for kind in ways
                for name, many, settings in (
                    (LOOP, 1, joined),
                    (BATCHED, at_once, joined),
                    (ALONE, at_once, EACH_ALONE),
                )
            ]
            for one in measured:
                await ways[one.kind](queries[:_WARM_UP], one.at_once, one.settings)
            for turn in track(range(_TURNS), "Searching", console=console, transient=True):
                part = queries[turn::_TURNS]
                for one in measured[turn % len(measured) :] + measured[: turn % len(measured)]:
                    before, started = encoder.encodings, time.perf_counter()
                    one.each += await ways[one.kind](part, one.at_once, one.settings)
                    one.seconds += time.perf_counter() - started
                    one.encodings += encoder.encodings - before
            return measured


class Tasks:
    """Tasks that share an AsyncHybridIndex."""

    def __init__(self, index: AsyncHybridIndex) -> None:
        self._index = index

    async def __call__(self, queries: Sequence[str], at_once: int, settings: QueryEncoding) -> list[float]:
        index, rest, each = self._index.with_queries(settings), iter(queries), list[float]()

        async def search() -> None:
            for query in rest:
                started = time.perf_counter()
                await index.search(query)
                each.append(time.perf_counter() - started)

        await asyncio.gather(*(search() for _ in range(at_once)))
        return each


class Threads:
    """Threads that share a HybridIndex; the event loop waits meanwhile."""

    def __init__(self, index: HybridIndex) -> None:
        self._index = index

    async def __call__(self, queries: Sequence[str], at_once: int, settings: QueryEncoding) -> list[float]:
        index, rest, each = self._index.with_queries(settings), _Shared(iter(queries)), list[float]()

        def search() -> None:
            for query in rest:
                started = time.perf_counter()
                index.search(query)
                each.append(time.perf_counter() - started)

        with ThreadPoolExecutor(at_once) as pool:
            for done in [pool.submit(search) for _ in range(at_once)]:
                done.result()
        return each


class _Shared(Iterator[str]):
    """One iterator for several threads."""

    def __init__(self, items: Iterator[str]) -> None:
        self._items = items
        self._lock = Lock()

    def __next__(self) -> str:
        with self._lock:
            return next(self._items)
