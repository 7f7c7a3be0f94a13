"""Print the table of docs/backends.md, made of the connectors' own capabilities.

PYTHONPATH=. python tools/backends_table.py
"""

from __future__ import annotations

from collections.abc import Callable

from hybrid_search.connectors.base import Capabilities
from hybrid_search.connectors.embedded.connector import CAPABILITIES as EMBEDDED
from hybrid_search.connectors.memory.connector import CAPABILITIES as MEMORY

BACKENDS = (MEMORY, EMBEDDED)
ROWS: tuple[tuple[str, Callable[[Capabilities], str]], ...] = (
    ("verified on", lambda one: one.verified),
    ("both legs in one request", lambda one: _yes(one.one_round_trip)),
    ("dense search is exact at every size", lambda one: _yes(one.exact_dense)),
    ("an acknowledged write is found at once", lambda one: _yes(one.read_after_write)),
    ("data outlive the process", lambda one: _yes(one.persistent)),
    ("non-zeros of a document at most", lambda one: str(one.max_document_nonzeros or "no limit of its own")),
    ("filters", lambda one: ", ".join(one.filter_operators)),
    ("native fusion", lambda one: ", ".join(one.native_fusion) or "none"),
)


def table() -> str:
    """The table as Markdown."""
    lines = [["", *(one.backend for one in BACKENDS)], ["---"] * (len(BACKENDS) + 1)]
    lines += [[name, *(cell(one) for one in BACKENDS)] for name, cell in ROWS]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


if __name__ == "__main__":
    print(table(), end="")  # noqa: T201  # its purpose
