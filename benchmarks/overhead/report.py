"""The times as a table."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.overhead.measured import CANDIDATES, K, Measured


def show(measured: Sequence[Measured], documents: int, rounds: int, console: Console) -> None:
    """Print the medians, what the search adds query by query, and the ratio of the medians."""
    title = f"{documents:,} documents, k={K}, candidates={CANDIDATES}, {rounds} queries: p50 in ms"
    table = Table("", "bare calls", "search", "added", "alone", "ratio", title=title)
    for one in measured:
        bare, search, alone = map(statistics.median, (one.bare, one.search, one.alone))
        table.add_row(one.name, *(f"{value:.2f}" for value in (bare, search, one.added, alone, search / bare)))
    console.print(table)
