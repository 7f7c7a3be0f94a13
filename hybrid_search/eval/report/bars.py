"""Per-query differences as sorted bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hybrid_search.eval.report.axis import Axis
from hybrid_search.eval.report.escape import esc
from hybrid_search.eval.report.figures import queries_text
from hybrid_search.eval.report.frame import BOTTOM, LEFT, RIGHT, TOP, line, picture, text, upright
from hybrid_search.types import shorten

if TYPE_CHECKING:
    from hybrid_search.eval.comparison.query_difference import QueryDifference

_LONGEST_TIP = 120


def bars(differences: Sequence[QueryDifference], measure: str) -> str:
    """One bar a query, the largest gain at the left.

    Args:
        differences: Sorted, largest gain first.
        measure: Of which they are.
    """
    reach = max((abs(one.difference) for one in differences), default=0.0) or 1.0
    y = Axis(-1.1 * reach, 1.1 * reach, BOTTOM, TOP + 10)
    width = (RIGHT - LEFT) / max(len(differences), 1)
    parts = upright(y, _signed, f"difference in {measure}")
    for place, one in enumerate(differences):
        if not one.difference:
            continue
        top, bottom = sorted((y.at(one.difference), y.at(0.0)))
        tip = f"{one.query}: {one.difference:+.3f} ({one.ours:.3f} and {one.theirs:.3f}) {one.text}"
        parts.append(
            f'<rect x="{LEFT + place * width + 0.1 * width:.2f}" y="{top:.1f}" width="{0.8 * width:.2f}" '
            f'height="{max(bottom - top, 0.5):.1f}" class="{"gain" if one.difference > 0 else "loss"}">'
            f"<title>{esc(shorten(tip, _LONGEST_TIP))}</title></rect>"
        )
    parts += [
        line(LEFT, y.at(0.0), RIGHT, y.at(0.0), "base"),
        text((LEFT + RIGHT) / 2, BOTTOM + 16, f"{queries_text(len(differences))}, each a bar", "middle", "axis"),
    ]
    return picture(f"Difference in {measure} of each query", parts, height=BOTTOM + 26)


def _signed(value: float) -> str:
    return f"{value:+.2g}" if value else "0"
