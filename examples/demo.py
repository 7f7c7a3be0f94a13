"""Index the sample texts in an embedded folder, and show where sparse, dense and hybrid search each win."""

from __future__ import annotations

import shutil
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from hybrid_search import HybridIndex
from hybrid_search.eval import BeirFolder, mean_measures, run_of
from hybrid_search.index.request import LegChoice
from hybrid_search.types import SearchResults, printable

SAMPLE = BeirFolder(Path(__file__).parent / "sample")
FOLDER = Path(".demo/index")
SHOWN = ("q10", "q15", "q08", "q19", "q31", "q34", "q39")
LEGS: tuple[LegChoice, ...] = ("sparse", "dense", "both")
NAMES = {"sparse": "sparse", "dense": "dense", "both": "hybrid"}


def main() -> None:
    """Run the demonstration."""
    console = Console()
    shutil.rmtree(FOLDER, ignore_errors=True)
    with HybridIndex.open(FOLDER) as index:
        documents = list(SAMPLE.documents())
        report = index.add(track(documents, "Encoding and indexing", console=console), batch_size=32)
        console.print(f"{report.written} texts are in {FOLDER}, encoded by {index.encoder.name}.\n")
        queries = SAMPLE.queries()
        results = {legs: search_all(index, queries, legs) for legs in LEGS}
        console.print(side_by_side(queries, results))
        console.print(quality(results))
        console.print("\nWhy is the first hit of the last question where it is?\n")
        console.print(Text(str(index.search(queries[SHOWN[-1]], k=1, explain=True)[0].explain())))
    console.print(
        f"\nNext: .venv/bin/hybrid-search search {FOLDER} 'why does my bread rise' --explain"
        "\n      .venv/bin/hybrid-search index YOUR_FOLDER --to ./my-index"
        "\n      README.md has the same from Python, with filters."
    )


def search_all(index: HybridIndex, queries: dict[str, str], legs: LegChoice) -> dict[str, SearchResults]:
    """The ten best hits of every question."""
    found = index.search_many(list(queries.values()), k=10, legs=legs)
    return dict(zip(queries, found, strict=True))


def side_by_side(queries: dict[str, str], results: dict[LegChoice, dict[str, SearchResults]]) -> Table:
    """The first hit of each kind of search, and whether it answers the question."""
    qrels = SAMPLE.qrels()
    table = Table(title="First hit of each search (✓ it answers the question)", show_lines=True)
    table.add_column("question", ratio=3)
    for heading in NAMES.values():
        table.add_column(heading, ratio=4, overflow="fold")
    for query in SHOWN:
        cells = [Text(printable(queries[query]))]
        for legs in LEGS:
            first = results[legs][query].ids[0]
            answers = qrels[query].get(first, 0) == 2
            cells.append(Text(f"{'✓' if answers else '✗'} {printable(first)}", style="green" if answers else "dim"))
        table.add_row(*cells)
    return table


def quality(results: dict[LegChoice, dict[str, SearchResults]]) -> Table:
    """Mean nDCG@10 over the questions, for all of them and by what they need."""
    qrels = SAMPLE.qrels()
    needs = SAMPLE.query_metadata("needs")
    table = Table(title="nDCG@10 on the sample (higher is better)")
    table.add_column("questions")
    for name in NAMES.values():
        table.add_column(name, justify="right")
    for kind, label in (
        ("meaning", "answered by meaning only"),
        ("exact", "answered by an exact term only"),
        ("either", "answered by either"),
        (None, "all"),
    ):
        chosen = {query: grades for query, grades in qrels.items() if kind in (None, needs[query])}
        scores = [mean_measures(run_of(results[legs]), chosen, ["nDCG@10"])["nDCG@10"] for legs in LEGS]
        table.add_row(f"{label} ({len(chosen)})", *(f"{score:.3f}" for score in scores))
    return table


if __name__ == "__main__":
    main()
