"""The table of a comparison in HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hybrid_search.eval.report.escape import esc
from hybrid_search.eval.report.figures import counts_text, latency_text, name_of, p_text

if TYPE_CHECKING:
    from hybrid_search.eval.comparison.interval import Interval
    from hybrid_search.eval.comparison.result import ComparisonResult
    from hybrid_search.eval.comparison.row import Row


def table(result: ComparisonResult) -> str:
    """One row a configuration; the baseline, the winner and the significant differences are marked."""
    names = (
        "configuration",
        *result.measures,
        f"difference in {result.measure}",
        "p (Holm)",
        "wins / ties / losses",
        "p50 / p95 ms",
    )
    head = "".join(f'<th scope="col">{esc(name)}</th>' for name in names)
    rows = "".join(_row(result, row) for row in result.rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _row(result: ComparisonResult, row: Row) -> str:
    mark = "baseline" if row.difference is None else "winner" if row is result.winner else ""
    shown = f' <span class="mark">{mark}</span>' if mark else ""
    name = f'<th scope="row">{esc(name_of(row.name))}{shown}<small>{esc(row.description)}</small></th>'
    means = "".join(f"<td>{_mean(row.means[measure])}</td>" for measure in result.measures)
    return f'<tr class="{mark}">{name}{means}{_difference(result, row)}<td>{latency_text(row)}</td></tr>'


def _mean(mean: Interval, sign: str = "") -> str:
    return f"<b>{mean.mean:{sign}.3f}</b><small>{mean.low:{sign}.3f} to {mean.high:{sign}.3f}</small>"


def _difference(result: ComparisonResult, row: Row) -> str:
    if row.difference is None:
        return "<td></td>" * 3
    sure = ' class="sure"' if row.difference.p_holm < result.alpha else ""
    counts = esc(counts_text(row.difference).replace("/", " / "))
    return (
        f"<td{sure}>{_mean(row.difference.mean, '+')}</td>"
        f"<td{sure}>{p_text(row.difference.p_holm).replace('<', '&lt;')}</td><td>{counts}</td>"
    )
