"""nDCG@10 and R@100 of sparse, dense and default hybrid search on a BEIR folder, through the embedded store.

Usage: python benchmarks/quality.py BEIR_FOLDER [INDEX_FOLDER]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from hybrid_search import HybridIndex
from hybrid_search.eval import BeirFolder, mean_measures, run_of
from hybrid_search.index.request import LegChoice

MEASURES = ["nDCG@10", "R@100"]


def main(collection: Path, folder: Path) -> None:
    data = BeirFolder(collection)
    console = Console()
    queries, qrels = data.queries(), data.qrels()
    with HybridIndex.open(folder) as index:
        documents = list(data.documents())
        started = time.perf_counter()
        report = index.add(track(documents, "Indexing", console=console))
        seconds = time.perf_counter() - started
        console.print(f"{report}\n{report.written / seconds:.0f} documents/s encoded and stored in {folder}")
        table = Table("search", "fusion", *MEASURES, "ms/query")
        legs_choices: tuple[LegChoice, ...] = ("sparse", "dense", "both")
        for legs in legs_choices:
            results = {id: index.search(query, k=100, legs=legs) for id, query in queries.items()}
            means = mean_measures(run_of(results), qrels, MEASURES)
            milliseconds = sorted(1000 * found.seconds["total"] for found in results.values())[len(results) // 2]
            fusion = next(iter(results.values())).fusion or "-"
            table.add_row(legs, fusion, *(f"{means[name]:.4f}" for name in MEASURES), f"{milliseconds:.1f}")
        console.print(table)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) == 3 else f"{scratch}/index"))
