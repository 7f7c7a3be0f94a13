"""The times as tables."""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.concurrent.measured import LOOP, Measured


def show(measured: Sequence[Measured], source: str, documents: int, queries: int, console: Console) -> None:
    """Print each way's throughput, against one search after another, and the times of a search."""
    title = f"{source}: {documents:,} documents in memory, {queries} distinct queries, load {os.getloadavg()[0]:.1f}"
    table = Table("", "", "searches/s", "ratio", "p50, ms", "p95, ms", "queries an encoding", title=title)
    loops = {one.kind: one.rate for one in measured if one.name == LOOP}
    for one in measured:
        p50, p95 = 1000 * np.percentile(one.each, [50, 95])
        figures = (f"{one.rate:.1f}", f"{one.rate / loops[one.kind]:.2f}", f"{p50:.0f}", f"{p95:.0f}")
        table.add_row(one.kind, one.name, *figures, f"{len(one.each) / one.encodings:.1f}")
    console.print(table)
