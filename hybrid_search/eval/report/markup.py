"""Foreign text in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hybrid_search.types import printable

_MARKUP = re.compile(r"([\\`*_{}\[\]<>|&~$])")


def escaped(text: str) -> str:
    """*text* on one line, with nothing that Markdown or HTML in it would act on."""
    return _MARKUP.sub(r"\\\1", printable(text))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """The lines of a table, its cells escaped; the first column is text, the others are numbers."""
    names = list(head)
    rule = ["---", *["---:"] * (len(names) - 1)]
    return [line(map(escaped, names)), line(rule), *(line(map(escaped, row)) for row in rows)]


def line(cells: Iterable[str]) -> str:
    """One line of a table, of cells that are escaped already."""
    return f"| {' | '.join(cells)} |"
