"""The result of a comparison in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from hybrid_search.cli.output import cell, console, safe

if TYPE_CHECKING:
    from rich.text import Text

    from hybrid_search.eval.comparison.result import ComparisonResult
    from hybrid_search.eval.comparison.row import Row

_MILLISECONDS = "p50/p95 ms"
_WIDE = 100
"""Columns of a terminal in which every measure can have its interval; in a narrower one the deciding measure has."""


def print_comparison(result: ComparisonResult) -> None:
    """The table, what the collection costs, and the verdict."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from hybrid_search.eval.report.facts import facts
    from hybrid_search.eval.report.figures import queries_text

    screen = console()
    about = "95 % bootstrap intervals; paired randomisation test, Holm's correction; queries won/tied/lost"
    wide = screen.width >= _WIDE
    caption = f"{queries_text(len(result.queries))}; {about}"
    table = Table(caption=caption, box=SIMPLE_HEAD, padding=(0, int(wide), 0, 0))
    table.add_column("configuration", overflow="fold")
    difference = f"to {result.baseline}"
    latency = max(len(_latency(row)) for row in result.rows)
    widths = {result.measure: len("0.000-0.000"), difference: len("+0.000 +0.000"), _MILLISECONDS: latency}
    for name in (*result.measures, difference, "p (Holm)", "w/t/l", _MILLISECONDS):
        table.add_column(cell(name), justify="right", overflow="fold", min_width=widths.get(name))
    for row in result.rows:
        cells = _cells(result, row, wide=wide)
        table.add_row(*map(_stacked, cells), style="bold" if row is result.winner else "")
    screen.print(table)
    for name, text in facts(result):
        typer.echo(f"{name}: {safe(text)}")
    typer.echo(f"Verdict: {safe(result.verdict())}.")


def _stacked(lines: tuple[str, ...]) -> Text:
    """Foreign text for a table, a line below another."""
    from rich.text import Text

    return Text("\n").join(cell(line) for line in lines if line)


def _cells(result: ComparisonResult, row: Row, *, wide: bool) -> list[tuple[str, ...]]:
    from hybrid_search.eval.report.figures import counts_text, name_of, p_text

    found: list[tuple[str, ...]] = [(name_of(row.name),)]
    for measure in result.measures:
        mean = row.means[measure]
        interval = f"{mean.low:.3f}-{mean.high:.3f}" if wide or measure == result.measure else ""
        found.append((f"{mean.mean:.3f}", interval))
    if row.difference is None:
        found += [("baseline",), ("",)]
    else:
        mean = row.difference.mean
        found += [(f"{mean.mean:+.3f}", f"{mean.low:+.3f} {mean.high:+.3f}"), (p_text(row.difference.p_holm),)]
    return [*found, (counts_text(row.difference),), (_latency(row),)]


def _latency(row: Row) -> str:
    from hybrid_search.eval.report.figures import latency_text

    return latency_text(row).replace(" ", "")
