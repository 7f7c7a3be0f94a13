"""The table in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hybrid_search.eval.report.facts import facts
from hybrid_search.eval.report.figures import (
    counts_text,
    difference_text,
    latency_text,
    mean_text,
    name_of,
    p_text,
    queries_text,
)
from hybrid_search.eval.report.markup import escaped, line

if TYPE_CHECKING:
    from hybrid_search.eval.comparison.result import ComparisonResult
    from hybrid_search.eval.comparison.row import Row


def markdown(result: ComparisonResult) -> str:
    """Verdict, table, and what is needed to trust and repeat it."""
    head = [
        "configuration",
        *result.measures,
        f"difference in {result.measure} to {name_of(result.baseline)}",
        "p (Holm)",
        "wins/ties/losses",
        "p50 / p95 ms",
    ]
    lines = [
        f"**{escaped(result.verdict())}**",
        "",
        line(map(escaped, head)),
        line(["---", *["---:"] * (len(head) - 1)]),
    ]
    lines += [line(_cells(result, row)) for row in result.rows]
    lines += [
        "",
        f"{queries_text(len(result.queries))}. Means with 95 % bootstrap intervals; p of the paired randomisation "
        f"test, corrected by Holm for {len(result.rows) - 1} comparisons, two-sided.",
    ]
    about = {**result.dataset, **{f"index {name}": value for name, value in result.index.items()}}
    about["made"] = f"{result.created} by hybrid-search {result.library}"
    lines += ["", *(f"- {escaped(name)}: {escaped(text)}" for name, text in [*facts(result), *about.items()])]
    return "\n".join(lines) + "\n"


def _cells(result: ComparisonResult, row: Row) -> list[str]:
    name = escaped(name_of(row.name))
    difference = row.difference
    return [
        f"**{name}**" if row is result.winner else name,
        *(mean_text(row.means[measure]) for measure in result.measures),
        difference_text(difference),
        "" if difference is None else p_text(difference.p_holm),
        counts_text(difference),
        latency_text(row),
    ]
