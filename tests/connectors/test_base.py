"""The values that connectors take and give."""

from __future__ import annotations

from hybrid_search.connectors.base import LegQuery
from hybrid_search.types import SparseVector
from tests.fakes import row, unit


def test_a_row_shows_filters_its_metadata_and_the_reserved_paths() -> None:
    stored = row("a#1", metadata={"lang": "en", "author": {"name": "x"}, "none": None}, parent="a", ordinal=1, hash="h")
    assert stored.values() == {
        "lang": ("en",),
        "author.name": ("x",),
        "_hs.parent": ("a",),
        "_hs.ordinal": (1,),
        "_hs.hash": ("h",),
    }


def test_the_kind_of_score_follows_from_the_leg() -> None:
    assert LegQuery("sparse", SparseVector.empty(), 1).kind == "dot"
    assert LegQuery("dense", unit(1), 1).kind == "cosine"
