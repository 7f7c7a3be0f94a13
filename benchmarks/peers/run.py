"""One run: both settings, or one server."""

from __future__ import annotations

from contextlib import ExitStack

from rich.console import Console

from benchmarks.peers.measured import measure
from benchmarks.peers.place import Place
from benchmarks.peers.ready import Ready
from benchmarks.peers.report import defaults, tables
from benchmarks.peers.server import running


def run(documents: int, queries: int, rounds: int, url: str | None) -> None:
    """Measure, and print the tables."""
    console = Console(stderr=True)
    ready = Ready(documents, queries)
    print(defaults())
    with ExitStack() as stack:
        if url is not None:
            places = [Place(url, url)]
        else:
            places = [Place("local mode"), Place("the tests' HTTP server", stack.enter_context(running()))]
        for place in places:
            print(tables(place, ready, measure(place, ready, rounds, console)))
