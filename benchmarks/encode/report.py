"""The results as tables and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from rich.console import Console
from rich.table import Table

from benchmarks.encode.contestants import DENSE, PAIR
from benchmarks.encode.measures import ByName, Results
from benchmarks.encode.turns import Measured


@dataclass(frozen=True, slots=True)
class Column:
    """How one figure is printed."""

    field: str
    title: str
    form: str
    scale: float = 1.0


COLUMNS = (
    Column("documents", "documents/s", ".1f"),
    Column("queries", "query p50, ms", ".2f", 1000),
    Column("cold", "cold start, s", ".2f"),
    Column("memory", "peak memory, MB", ".0f"),
)


def show(results: Results, console: Console) -> None:
    """Print what each took, our ratios to the others, and the share of the physical limit."""
    console.print(", ".join(f"{name}: {value}" for name, value in results.about.items()))
    table = Table("", *(column.title for column in COLUMNS), title="Medians (lowest-highest turn)")
    for name in results.documents:
        table.add_row(name, *(_cell(getattr(results, column.field), name, column) for column in COLUMNS))
    console.print(table)
    for rival in (DENSE, PAIR):
        if rival in results.documents:
            ratios = Table("", *(column.title for column in COLUMNS), title=f"Ratio to {rival}")
            for name in results.documents:
                if name not in {DENSE, PAIR}:
                    ratios.add_row(name, *(_ratio(getattr(results, one.field), name, rival) for one in COLUMNS))
            console.print(ratios)
    limit = Table("", "10^9 operations/s", "share that the encoder reaches", title="Large matrix products")
    for name, measured in results.products.items():
        limit.add_row(name, measured.text(".0f", 1e-9), "")
    for name, measured in results.share.items():
        limit.add_row(name, "", measured.text(".0%"))
    console.print(limit)


def as_json(results: Results) -> dict[str, object]:
    """Every turn of every figure, in the units of ``Results``."""
    figures = {one.name: getattr(results, one.name) for one in fields(results) if one.name != "about"}
    return {
        "about": dict(results.about),
        **{name: {who: list(one.turns) for who, one in by_name.items()} for name, by_name in figures.items()},
    }


def _cell(figures: ByName, name: str, column: Column) -> str:
    return figures[name].text(column.form, column.scale) if name in figures else "-"


def _ratio(figures: Mapping[str, Measured], name: str, rival: str) -> str:
    return figures[name].ratio(figures[rival]).text(".3f") if {name, rival} <= figures.keys() else "-"
