"""The report as an HTML page, and the part of it that a notebook shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hybrid_search.eval.report.bars import bars
from hybrid_search.eval.report.drill_down import drill_downs, won_alone
from hybrid_search.eval.report.escape import esc
from hybrid_search.eval.report.facts import facts
from hybrid_search.eval.report.figures import name_of, queries_text
from hybrid_search.eval.report.scatter import scatter
from hybrid_search.eval.report.style import PAGE_STYLE, STYLE
from hybrid_search.eval.report.sweep_chart import sweep_chart
from hybrid_search.eval.report.table import table

if TYPE_CHECKING:
    from hybrid_search.eval.comparison.result import ComparisonResult


def page(result: ComparisonResult) -> str:
    """A page of its own: styles and pictures are in it, and it has no script."""
    title = f"{_dataset(result)}: which search is better"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{esc(title)}</title><style>{STYLE}{PAGE_STYLE}</style></head><body>"
        f'<main class="hybrid-search">{_top(result)}{_below(result)}</main></body></html>\n'
    )


def fragment(result: ComparisonResult) -> str:
    """Verdict, table and charts, in the colours of the page around them."""
    return f'<div class="hybrid-search"><style>{STYLE}</style>{_top(result)}</div>'


def _top(result: ComparisonResult) -> str:
    return (
        f"<h1>{esc(_dataset(result))}: {queries_text(len(result.queries))}, {esc(result.index.get('encoder', ''))}</h1>"
        f'<p class="verdict">{esc(result.verdict())}.</p>{table(result)}'
        f"<p><small>Means over queries with 95 % percentile bootstrap intervals. Differences to "
        f"{esc(name_of(result.baseline))}, query by query: p of the two-sided paired randomisation test, corrected by "
        f"Holm for {len(result.rows) - 1:,} comparisons; bold where it is below {result.alpha:g}.</small></p>"
        f'<div class="charts">{_charts(result)}</div>'
    )


def _charts(result: ComparisonResult) -> str:
    best = result.best
    found = [_figure(scatter(result), "Quality against cost: higher and further left is better.")]
    if result.sweep is not None:
        weight, mean = result.sweep.best
        found.append(
            _figure(
                sweep_chart(result.sweep),
                f"Weighted by {result.sweep.normalizer}: best at {weight:.2f} with {mean.mean:.3f}, chosen on these "
                "very queries, so expect less on others.",
            )
        )
    if best is not None:
        chart = bars(result.differences(best.name), result.measure)
        found.append(_figure(chart, f"{name_of(best.name)} minus {name_of(result.baseline)}, query by query."))
    return "".join(found)


def _figure(chart: str, caption: str) -> str:
    return f"<figure>{chart}<figcaption>{esc(caption)}</figcaption></figure>" if chart else ""


def _below(result: ComparisonResult) -> str:
    parts = [won_alone(result)]
    if result.drill_downs and result.best is not None:
        names = f"{name_of(result.best.name)} and {name_of(result.baseline)}"
        parts.append(f"<h2>Where {esc(names)} differ most</h2>{drill_downs(result)}")
    found = facts(result)
    if found:
        parts.append(f"<h2>What it costs</h2>{_listed(found)}")
    parts.append(f"<h2>What was compared</h2>{_listed(_about(result))}")
    return "".join(parts)


def _about(result: ComparisonResult) -> Iterable[tuple[str, str]]:
    yield from result.dataset.items()
    yield from ((f"index: {name}", text) for name, text in result.index.items())
    yield "made", f"{result.created} by hybrid-search {result.library}"


def _listed(entries: Iterable[tuple[str, str]]) -> str:
    return f"<dl>{''.join(f'<dt>{esc(name)}</dt><dd>{esc(text)}</dd>' for name, text in entries)}</dl>"


def _dataset(result: ComparisonResult) -> str:
    return result.dataset.get("name") or next(iter(result.dataset.values()), "comparison")
