"""A p-value in a sentence."""

from __future__ import annotations

from hybrid_search.eval.report.figures import p_text


def p_value(p: float) -> str:
    """``p = 0.031``; below a thousandth ``p < 0.001``."""
    shown = p_text(p)
    return f"p {shown}" if shown.startswith("<") else f"p = {shown}"
