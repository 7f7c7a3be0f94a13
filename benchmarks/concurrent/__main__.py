"""Searches at the same time against the same searches one after another, encoding included.

    python -m benchmarks.concurrent [--collection BEIR_FOLDER] [--documents N] [--queries N] [--at-once N]

The default encoder and the memory connector, over distinct queries with the cache off, so every query is encoded.
``AsyncHybridIndex`` by tasks and ``HybridIndex`` by threads, each three ways: one search after another, many at once
with a batch of those that wait, and many at once with every query encoded by itself. All ways take turns, a part of
the queries each, so that whatever else the machine does hits all of them alike. A search's time is from asking to its
answer, so at once it includes the wait for the others.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from benchmarks.concurrent.measured import measure
from benchmarks.concurrent.report import show
from benchmarks.concurrent.texts import distinct_queries
from benchmarks.encode.texts import read_texts


def main() -> None:
    options = _parser().parse_args()
    console = Console()
    texts = read_texts(options.collection, options.documents)
    queries = distinct_queries(texts, options.queries)
    measured = measure(texts.documents, queries, options.at_once, options.wait, console)
    show(measured, texts.source, len(texts.documents), len(queries), console)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--collection", type=Path, metavar="BEIR_FOLDER", help="in place of synthetic texts")
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--queries", type=int, default=768)
    parser.add_argument("--at-once", type=int, default=64, metavar="N")
    parser.add_argument("--wait", type=float, default=0.0, metavar="S", help="max_wait_s of the batches")
    return parser


if __name__ == "__main__":
    main()
