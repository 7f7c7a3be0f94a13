"""Print the table of docs/backends.md, made of the connectors' own capabilities, or put it into the page.

PYTHONPATH=. python tools/backends_table.py [--write]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from hybrid_search.connectors.base import Capabilities, Verified

PAGE = Path(__file__).parent.parent / "docs" / "backends.md"

BACKENDS = ("memory", "embedded", "qdrant", "elasticsearch", "opensearch", "pinecone")
"""Folders of ``hybrid_search.connectors``; each has its ``CAPABILITIES`` in ``connector.py``."""

MARKS: dict[Verified, str] = {
    "real server": "S",
    "engine": "E",
    "local mode": "L",
    "stub": "T",
    "in process": "P",
    "documentation": "D",
}
"""Explained above the table in docs/backends.md."""

ROWS: tuple[tuple[str, str, Callable[[Capabilities], str]], ...] = (
    ("both legs in one request", "one_round_trip", lambda one: _yes(one.one_round_trip)),
    ("dense search is exact at every size", "exact_dense", lambda one: _yes(one.exact_dense)),
    (
        "found at once, also after `add(wait=False)`",
        "read_after_write",
        lambda one: _yes(one.read_after_write),
    ),
    ("data outlive the process", "persistent", lambda one: _yes(one.persistent)),
    ("dimensions at most", "max_dims", lambda one: _limit(one.max_dims)),
    ("non-zeros of a document at most", "max_document_nonzeros", lambda one: _limit(one.max_document_nonzeros)),
    ("filters", "filter_operators", lambda one: _filters(one.filter_operators)),
    ("native fusion", "native_fusion", lambda one: ", ".join(one.native_fusion) or "none"),
    ("a foreign index can be attached", "attach", lambda one: _yes(one.attach)),
    ("a generation may have other dimensions", "other_vectors", lambda one: _yes(one.other_vectors)),
)
"""What is claimed, the attribute that claims it, and how it is written."""


def table() -> str:
    """The table as Markdown."""
    backends = [capabilities(name) for name in BACKENDS]
    lines = [["", *(one.backend for one in backends)], ["---"] * (len(backends) + 1)]
    lines += [[claim, *(f"{shown(one)} {_mark(one, name)}" for one in backends)] for claim, name, shown in ROWS]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def capabilities(backend: str) -> Capabilities:
    """What the connector in this folder says of itself."""
    found: Capabilities = import_module(f"hybrid_search.connectors.{backend}.connector").CAPABILITIES
    return found


def _mark(one: Capabilities, claim: str) -> str:
    return f"<sup>{MARKS[one.verified_by(claim)]}</sup>"


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


def _limit(number: int | None) -> str:
    return "no limit" if number is None else f"{number:,}"


def _filters(operators: tuple[str, ...]) -> str:
    every = Capabilities("", "in process").filter_operators
    missing = [operator for operator in every if operator not in operators]
    return f"all but {', '.join(missing)}" if missing else "all"


def write() -> None:
    """Put the table in the place of the page's first one."""
    PAGE.write_text(
        re.sub(r"(^\|.*\n)+", lambda _: table(), PAGE.read_text("utf-8"), count=1, flags=re.MULTILINE), "utf-8"
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    else:
        sys.stdout.write(table())
