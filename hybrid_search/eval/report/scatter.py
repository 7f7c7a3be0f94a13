"""Quality against cost: each row a point, with the interval of the one and the 95th percentile of the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hybrid_search.eval.report.axis import Axis, around
from hybrid_search.eval.report.escape import esc
from hybrid_search.eval.report.figures import latency_text, mean_text, milliseconds
from hybrid_search.eval.report.frame import BOTTOM, LEFT, RIGHT, TOP, level, line, picture, text, upright
from hybrid_search.types import shorten

if TYPE_CHECKING:
    from hybrid_search.eval.comparison.result import ComparisonResult
    from hybrid_search.eval.comparison.row import Row

_LABEL_GAP, _LONGEST_LABEL = 13, 24
_LOG_FROM = 8
_ROOM_AT_TOP = 12
_ROOM_AT_RIGHT = 1.5
_LONGEST_TAIL = 4
"""Of the slowest median: a 95th percentile beyond it is cut, since the medians would stand too close together."""


def scatter(result: ComparisonResult) -> str:
    """The chart; empty if no row has a cost."""
    costs = [row.cost.latency_ms["total"] for row in result.rows if row.cost and "total" in row.cost.latency_ms]
    if not costs:
        return ""
    means = [row.means[result.measure] for row in result.rows]
    y = around(min(mean.low for mean in means), max(mean.high for mean in means), BOTTOM, TOP + _ROOM_AT_TOP)
    slowest, fastest = max(one.p50 for one in costs), max(min(one.p50 for one in costs), 1e-3)
    log = slowest > _LOG_FROM * fastest
    tails = min(max(one.p95 for one in costs), _LONGEST_TAIL * slowest)
    x = Axis(fastest / 1.5 if log else 0.0, max(slowest * _ROOM_AT_RIGHT, 1.05 * tails), LEFT, RIGHT, log)
    placed = sorted(_labels([_point(result, row, x, y) for row in result.rows]), key=lambda one: one.kind == "winner")
    title = f"{result.measure} against the median latency of a search"
    parts = [
        *upright(y, "{:.2f}".format, result.measure),
        *level(x, milliseconds, f"median milliseconds of a search{', log scale' if log else ''}; dotted to the 95th %"),
        *(point.drawn() for point in placed),
    ]
    return picture(title, parts)


@dataclass(frozen=True, slots=True)
class _Point:
    """A row in the picture; *label* is the height of its name."""

    row: Row
    x: float
    x95: float
    y: float
    low: float
    high: float
    label: float
    tip: str
    kind: str

    def drawn(self) -> str:
        name = shorten(self.row.name, _LONGEST_LABEL)
        if self.row.cost is None:  # it has no place on the axis of costs, so it is a level to compare with
            shown = text(LEFT + 4, self.label - 3, name, "start", "label")
            return f"<g><title>{esc(self.tip)}</title>{line(LEFT, self.y, RIGHT, self.y, 'handed')}{shown}</g>"
        left = self.x > (LEFT + RIGHT) / 2
        end, anchor = self.x + (-8 if left else 8), "end" if left else "start"
        leader = line(self.x, self.y, end, self.label, "leader") if abs(self.label - self.y) > 4 else ""
        return (
            f"<g><title>{esc(self.tip)}</title>{line(self.x, self.low, self.x, self.high, 'whisker')}"
            f"{line(self.x, self.y, self.x95, self.y, 'tail')}{leader}"
            f'<circle cx="{self.x:.1f}" cy="{self.y:.1f}" r="4.5" class="{self.kind}"/>'
            f"{text(end + (-2 if left else 2), self.label - 4, name, anchor, 'label')}</g>"
        )


def _point(result: ComparisonResult, row: Row, x: Axis, y: Axis) -> _Point:
    mean = row.means[result.measure]
    total = None if row.cost is None else row.cost.latency_ms.get("total")
    latency = f", {latency_text(row)} ms" if total else ""
    kind = "baseline" if row.name == result.baseline else "winner" if row is result.winner else "point"
    return _Point(
        row,
        x=LEFT if total is None else x.at(max(total.p50, x.low)),
        x95=LEFT if total is None else min(x.at(max(total.p95, x.low)), RIGHT),
        y=y.at(mean.mean),
        low=y.at(mean.low),
        high=y.at(mean.high),
        label=y.at(mean.mean),
        tip=f"{row.name}: {result.measure} {mean_text(mean)}{latency}",
        kind=kind,
    )


def _labels(points: list[_Point]) -> list[_Point]:
    """Names moved apart, from the bottom up."""
    placed: list[_Point] = []
    free = float(BOTTOM)
    for point in sorted(points, key=lambda one: -one.y):
        label = min(point.y, free)
        free = label - _LABEL_GAP
        placed.append(replace(point, label=label))
    return placed
