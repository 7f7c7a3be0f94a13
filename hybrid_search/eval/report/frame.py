"""What every chart has: the picture, its axes with their labels, and the grid."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hybrid_search.eval.report.axis import Axis
from hybrid_search.eval.report.escape import esc

WIDTH, HEIGHT = 360, 280
LEFT, RIGHT, TOP, BOTTOM = 42, 350, 12, 240
"""The plot within the picture; small numbers, so that labels can still be read on a telephone."""


def picture(title: str, parts: Iterable[str], height: int = HEIGHT) -> str:
    """An SVG element that grows with its place; *title* is read out in its stead."""
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{esc(title)}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def upright(axis: Axis, shown: Callable[[float], str], label: str) -> list[str]:
    """The vertical axis: a line of the grid and a label for each tick."""
    parts = []
    for value in axis.ticks():
        y = axis.at(value)
        parts += [line(LEFT, y, RIGHT, y, "grid"), text(LEFT - 5, y + 3.5, shown(value), "end")]
    parts.append(text(LEFT - 38, TOP - 2, label, "start", "axis"))
    return parts


def level(axis: Axis, shown: Callable[[float], str], label: str, bottom: float = BOTTOM) -> list[str]:
    """The horizontal axis."""
    parts = [line(LEFT, bottom, RIGHT, bottom, "base")]
    for value in axis.ticks():
        x = axis.at(value)
        parts += [line(x, bottom, x, bottom + 4, "base"), text(x, bottom + 15, shown(value), "middle")]
    parts.append(text((LEFT + RIGHT) / 2, bottom + 32, label, "middle", "axis"))
    return parts


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line of a class of the style sheet."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def text(x: float, y: float, words: str, anchor: str, kind: str = "tick") -> str:
    """Foreign words are escaped."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind}">{esc(words)}</text>'
