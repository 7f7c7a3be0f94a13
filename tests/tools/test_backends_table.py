from __future__ import annotations

from hybrid_search.connectors.registry import schemes
from tools.backends_table import BACKENDS, MARKS, ROWS, capabilities, table


def test_every_backend_has_a_column() -> None:
    header = table().splitlines()[0]
    assert all(f"| {capabilities(name).backend} |" in header for name in BACKENDS)
    assert {*BACKENDS} - {"embedded"} <= {*schemes()}


def test_every_cell_says_how_it_was_verified() -> None:
    rows = table().splitlines()[2:]
    marks = [mark for row in rows for mark in MARKS.values() for _ in range(row.count(f"<sup>{mark}</sup>"))]
    assert len(marks) == len(ROWS) * len(BACKENDS)


def test_every_claim_names_an_attribute() -> None:
    assert all(hasattr(capabilities("memory"), name) for _, name, _ in ROWS)


def test_every_exception_of_how_a_claim_was_verified_names_a_claim() -> None:
    claims = {name for _, name, _ in ROWS}
    assert all({*capabilities(name).verified_otherwise} <= claims for name in BACKENDS)
