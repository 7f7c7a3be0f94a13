"""The weight sweep as a line with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hybrid_search.eval.report.axis import Axis, around
from hybrid_search.eval.report.escape import esc
from hybrid_search.eval.report.figures import mean_text
from hybrid_search.eval.report.frame import BOTTOM, LEFT, RIGHT, TOP, level, picture, upright

if TYPE_CHECKING:
    from hybrid_search.eval.comparison.sweep import WeightSweep

_MARGIN = 10


def sweep_chart(sweep: WeightSweep) -> str:
    """The chart."""
    means = [mean for _, mean in sweep.points]
    y = around(min(mean.low for mean in means), max(mean.high for mean in means), BOTTOM, TOP + _MARGIN)
    x = Axis(0.0, 1.0, LEFT + _MARGIN, RIGHT - _MARGIN)
    upper = [f"{x.at(weight):.1f},{y.at(mean.high):.1f}" for weight, mean in sweep.points]
    lower = [f"{x.at(weight):.1f},{y.at(mean.low):.1f}" for weight, mean in reversed(sweep.points)]
    middle = [f"{x.at(weight):.1f},{y.at(mean.mean):.1f}" for weight, mean in sweep.points]
    dots = [
        f'<circle cx="{x.at(weight):.1f}" cy="{y.at(mean.mean):.1f}" r="{5 if weight == sweep.best[0] else 3}" '
        f'class="{"winner" if weight == sweep.best[0] else "point"}">'
        f"<title>{esc(f'weight {weight:.2f}: {mean_text(mean)}')}</title></circle>"
        for weight, mean in sweep.points
    ]
    parts = [
        *upright(y, "{:.2f}".format, sweep.measure),
        *level(x, "{:.1f}".format, "weight of the sparse leg: 0 is dense alone, 1 sparse alone"),
        f'<polygon points="{" ".join(upper + lower)}" class="band"/>',
        f'<polyline points="{" ".join(middle)}" class="curve"/>',
        *dots,
    ]
    return picture(f"{sweep.measure} by the weight of the sparse leg", parts)
