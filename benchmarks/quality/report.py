"""The figures as tables and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.quality.measured import Measured, mean
from benchmarks.quality.nonzeros import NonZeros
from benchmarks.quality.searches import HYBRID, SPARSE


def show(collections: Sequence[Measured], console: Console) -> None:
    """Print the means, the paired differences, the ablation if there is one, and the non-zeros."""
    console.print(_means(collections))
    for one in collections:
        console.print(_differences(one))
    if collections[0].ablation:
        console.print(_ablation(collections))
    console.print(_nonzeros(collections))


def as_json(collections: Sequence[Measured]) -> list[dict[str, Any]]:
    """Everything, the score of each query included."""
    return [
        asdict(one)
        | {
            "queries": one.queries,
            "means": {search: mean(scores) for search, scores in one.scores.items()},
            "differences": [
                {"ours": ours, "rival": rival, **asdict(found)} for (ours, rival), found in one.differences().items()
            ],
        }
        for one in collections
    ]


def _means(collections: Sequence[Measured]) -> Table:
    table = Table("nDCG@10", title="Means over queries")
    for one in collections:
        table.add_column(f"{one.name} ({one.queries})", justify="right")
    for search in collections[0].scores:
        table.add_row(search, *(f"{mean(one.scores[search]):.4f}" for one in collections))
    return table


def _differences(one: Measured) -> Table:
    table = Table("ours - rival", title=f"Paired differences: {one.name} ({one.queries} queries)")
    for title in ("mean", "95 % interval", "wins/ties/losses", "p"):
        table.add_column(title, justify="right", no_wrap=True)
    for (ours, rival), found in one.differences().items():
        interval = f"{found.mean.low:+.4f} to {found.mean.high:+.4f}"
        counts = f"{found.wins}/{found.ties}/{found.losses}"
        table.add_row(f"{ours} - {rival}", f"{found.mean.mean:+.4f}", interval, counts, f"{found.p:.4f}")
    return table


def _ablation(collections: Sequence[Measured]) -> Table:
    table = Table("nDCG@10", "variant", title="Ablation")
    for search in (SPARSE, HYBRID):
        table.add_column(search, justify="right")
    for one in collections:
        for variant, scores in one.ablation.items():
            table.add_row(one.name, variant, f"{mean(scores[SPARSE]):.4f}", f"{mean(scores[HYBRID]):.4f}")
    return table


def _nonzeros(collections: Sequence[Measured]) -> Table:
    table = Table("collection", "vectors", title="Mean non-zeros of sparse vectors")
    for title in ("learned", "exact", "total"):
        table.add_column(title, justify="right")
    for one in collections:
        for name, found in (("documents", one.document_nonzeros), ("queries", one.query_nonzeros)):
            if found is not None:
                table.add_row(one.name, name, *_cells(found))
    return table


def _cells(found: NonZeros) -> tuple[str, str, str]:
    return f"{found.learned:.1f}", f"{found.exact:.1f}", f"{found.total:.1f}"
