"""What a hybrid search costs beyond the client: ``HybridIndex.search`` against the bare calls that it makes.

    python -m benchmarks.overhead [--url URL …] [--qdrant-local] [--documents N] [--rounds N]

Without a URL it is the embedded store. A search is recorded once: the calls of the client's methods, with the same
arguments (one request with both legs at 100 candidates, one that fetches the 10 final documents). Then the same calls
are made bare and through ``search``, in turn and in one run. Query vectors are ready beforehand, so encoding is on
neither side, and the difference is everything that is not the client: checks, translation, fusion, sorting and building
the results. "alone" is the processor time of the same search where the client's answers are given again at once, which
a busy machine disturbs less. An index that is there already is never touched: the URLs must name new ones, which are
dropped in the end.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import ExitStack

from rich.console import Console

from benchmarks.backends import of_url, qdrant_local
from benchmarks.overhead.measured import measure
from benchmarks.overhead.report import show


def main() -> None:
    options = _parser().parse_args()
    console = Console()
    with ExitStack() as stack:
        backends = [of_url(url) for url in options.url]
        if options.qdrant_local:
            backends.append(stack.enter_context(qdrant_local()))
        if not backends:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            backends.append(of_url(f"{folder}/index"))
        measured = [measure(backend, options.documents, options.rounds, console) for backend in backends]
    show(measured, options.documents, options.rounds, console)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", action="append", default=[], help="as for HybridIndex.open; may come several times")
    parser.add_argument("--qdrant-local", action="store_true", help="the local mode of the Qdrant client")
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=300, help="queries, each bare and through search")
    return parser


if __name__ == "__main__":
    main()
