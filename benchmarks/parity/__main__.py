"""One collection through several backends, held against the memory store, which searches exactly.

    python -m benchmarks.parity BEIR_FOLDER --url URL … [--qdrant-local] [--pinecone-http] [--keep FOLDER]

Texts are encoded once, and the same vectors are stored through the public interface of each backend. The tables are
Markdown, on the standard output. The exit status is 1 where a backend is further from the memory store than
`benchmarks/parity/required.py` allows. An index that is there already is never touched: the URLs must name new ones,
which are dropped in the end.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from benchmarks.backends import of_url, pinecone_http, qdrant_local
from benchmarks.parity.collection import Collection
from benchmarks.parity.measured import measure
from benchmarks.parity.report import tables
from benchmarks.parity.required import shortfalls
from benchmarks.parity.vectors import remembered


def main() -> int:
    options = _parser().parse_args()
    console = Console(stderr=True)
    with ExitStack() as stack:
        keep = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        backends = [of_url("memory://parity"), *map(of_url, options.url)]
        if options.qdrant_local:
            backends.append(stack.enter_context(qdrant_local()))
        if options.pinecone_http:
            backends.append(stack.enter_context(pinecone_http()))
        collection = Collection.read(options.collection)
        encoder = remembered(keep, collection, console)
        reference, *others = [measure(backend, collection, encoder, console) for backend in backends]
    sys.stdout.write(tables(collection, reference, others))
    missed = [line for other in others for line in shortfalls(other, reference, collection.qrels)]
    for line in missed:
        console.print(line, style="red")
    return bool(missed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collection", type=Path, metavar="BEIR_FOLDER")
    parser.add_argument("--url", action="append", default=[], help="as for HybridIndex.open")
    parser.add_argument("--qdrant-local", action="store_true", help="the local mode of the Qdrant client")
    parser.add_argument("--pinecone-http", action="store_true", help="the Pinecone server of the tests")
    parser.add_argument("--keep", type=Path, help="keep the encoded texts in this folder, which must exist")
    return parser


if __name__ == "__main__":
    sys.exit(main())
