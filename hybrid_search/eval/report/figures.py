"""Numbers as reports show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hybrid_search.types import shorten

if TYPE_CHECKING:
    from hybrid_search.eval.comparison.difference import Difference
    from hybrid_search.eval.comparison.interval import Interval
    from hybrid_search.eval.comparison.row import Row

_LONGEST_NAME = 60
_STEP = 1024


def name_of(name: str) -> str:
    """The name of a row, cut where it would break a table."""
    return shorten(name, _LONGEST_NAME)


def queries_text(number: int) -> str:
    """1 query, 1,234 queries."""
    return f"{number:,} {'query' if number == 1 else 'queries'}"


def mean_text(mean: Interval) -> str:
    """0.512 (0.441 to 0.583)."""
    return f"{mean.mean:.3f} ({mean.low:.3f} to {mean.high:.3f})"


def difference_text(difference: Difference | None) -> str:
    """+0.031 (+0.010 to +0.052)."""
    if difference is None:
        return "baseline"
    mean = difference.mean
    return f"{mean.mean:+.3f} ({mean.low:+.3f} to {mean.high:+.3f})"


def p_text(p: float) -> str:
    """Three decimals, and never 0."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def p_value(p: float) -> str:
    """The same in a sentence: ``p = 0.031``; below a thousandth ``p < 0.001``."""
    shown = p_text(p)
    return f"p {shown}" if shown.startswith("<") else f"p = {shown}"


def counts_text(difference: Difference | None) -> str:
    """Wins/ties/losses."""
    return "" if difference is None else f"{difference.wins}/{difference.ties}/{difference.losses}"


def latency_text(row: Row) -> str:
    """p50 / p95 of the whole search in milliseconds; empty where nothing was measured."""
    total = None if row.cost is None else row.cost.latency_ms.get("total")
    return "" if total is None else f"{milliseconds(total.p50)} / {milliseconds(total.p95)}"


def milliseconds(value: float) -> str:
    """Two significant digits below 10, whole ones above."""
    return f"{value:.2g}" if value < 10 else f"{value:,.0f}"


def bytes_text(size: int) -> str:
    """1.5 MiB."""
    amount = float(size)
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if amount < _STEP:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= _STEP
    return f"{amount:.1f} TiB"
