"""Foreign text in HTML."""

from __future__ import annotations

from html import escape

from hybrid_search.types import printable


def esc(text: str) -> str:
    """*text* on one line without control characters, as it may stand between tags and in quoted attributes."""
    return escape(printable(text))
