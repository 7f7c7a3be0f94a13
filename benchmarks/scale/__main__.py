"""How searching the embedded store grows with the number of documents.

    python -m benchmarks.scale [--sizes 10000,100000] [--folder KEEP] [--queries N] [--seconds S]

Vectors are generated and not encoded (benchmarks/synthetic.py): 384 dense dimensions around topics, about 120 sparse
non-zeros of 30,000 dimensions, queries of about 25. Each index is loaded, searched, optimised (which builds the HNSW
graph of one that is large enough) and searched again. A search is ``HybridIndex.search`` for 10 documents, of 100
candidates a leg, with the query's vectors ready, so encoding is not in the figures: the legs, the fusion of both, and
fetching the texts. recall@10 of the dense leg is against every document compared in NumPy.

With a folder, everything is kept in it, and a run that was interrupted goes on where it stopped; a million documents
take some 8 GB there and the better part of an hour. The tables are Markdown, on the standard output.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from benchmarks.scale.measured import measure
from benchmarks.scale.report import tables


def main() -> None:
    options = _parser().parse_args()
    console = Console(stderr=True)
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        measured = [
            measure(folder / f"{size}", size, options.queries, options.seconds, console) for size in options.sizes
        ]
        print(tables(measured))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=_sizes, default=[10_000, 100_000], help="numbers of documents, by commas")
    parser.add_argument("--folder", type=Path, help="where indexes and figures are kept (default: they are not)")
    parser.add_argument("--queries", type=int, default=300, help="at each size and in each state (default: 300)")
    parser.add_argument("--seconds", type=float, default=60, help="at most for these, but for the first 20")
    return parser


def _sizes(text: str) -> list[int]:
    sizes = sorted(int(size.replace("_", "")) for size in text.split(","))
    if sizes[0] < 1:
        raise argparse.ArgumentTypeError("sizes must be 1 or more")
    return sizes


if __name__ == "__main__":
    main()
