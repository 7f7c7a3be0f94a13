"""Queries in two rows side by side, in HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hybrid_search.eval.report.escape import esc
from hybrid_search.eval.report.figures import name_of, queries_text
from hybrid_search.types import shorten

if TYPE_CHECKING:
    from hybrid_search.eval.comparison.query_difference import QueryDifference
    from hybrid_search.eval.comparison.result import ComparisonResult
    from hybrid_search.eval.comparison.side_by_side import ShownHit, Side, SideBySide

_SHOWN_QUERIES = 5
_LONGEST_QUERY = 160


def drill_downs(result: ComparisonResult) -> str:
    """The largest differences; the first is open."""
    return "".join(_one(shown, first=place == 0) for place, shown in enumerate(result.drill_downs))


def won_alone(result: ComparisonResult) -> str:
    """For each single leg, the queries that it answers better than the other; empty with fewer than two such rows."""
    if sum(row.legs in ("sparse", "dense") for row in result.rows) < 2:
        return ""
    lists = "".join(_won(name, won) for name, won in result.won_alone().items())
    return f'<h2>Where one leg alone wins</h2><div class="sides">{lists}</div>'


def _won(name: str, won: tuple[QueryDifference, ...]) -> str:
    items = "".join(
        f"<li>{_query(one.text)} <small>{esc(one.query)}: {one.ours:.3f} to {one.theirs:.3f}</small></li>"
        for one in won[:_SHOWN_QUERIES]
    )
    more = f"<p><small>and {len(won) - _SHOWN_QUERIES:,} more</small></p>" if len(won) > _SHOWN_QUERIES else ""
    return f"<section><h3>{esc(name_of(name))}: {queries_text(len(won))}</h3><ul>{items}</ul>{more}</section>"


def _one(shown: SideBySide, *, first: bool) -> str:
    difference = shown.ours.value - shown.theirs.value
    kind = "gain" if difference > 0 else "loss"
    sides = _side(shown.ours, shown) + _side(shown.theirs, shown)
    return (
        f"<details{' open' if first else ''}><summary><b class='{kind}'>{difference:+.3f}</b> {_query(shown.text)} "
        f"<small>{esc(f'{shown.query}, {shown.relevant} relevant')}</small></summary>"
        f'<div class="sides">{sides}</div></details>'
    )


def _side(side: Side, shown: SideBySide) -> str:
    hits = "".join(map(_hit, side.hits)) or "<li>nothing was found</li>"
    return (
        f"<section><h3>{esc(name_of(side.name))} <small>{esc(shown.measure)} {side.value:.3f}</small></h3>"
        f"<ol>{hits}</ol></section>"
    )


def _hit(hit: ShownHit) -> str:
    grade = "unjudged" if hit.grade is None else f"grade {hit.grade}"
    kind = "relevant" if hit.grade is not None and hit.grade > 0 else "other"
    reason = f"<small>{esc(hit.reason)}</small>" if hit.reason else ""
    return f'<li><span class="{kind}">{grade}</span> <b>{esc(hit.id)}</b> {esc(hit.text)}{reason}</li>'


def _query(text: str) -> str:
    return esc(shorten(text, _LONGEST_QUERY))
