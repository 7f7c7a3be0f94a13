"""The values that connectors take and give."""

from __future__ import annotations

from hybrid_search.connectors.base import Capabilities, LegQuery
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


def test_a_claim_is_verified_as_the_backend_unless_it_says_otherwise() -> None:
    capabilities = Capabilities("x", "real server", verified_otherwise={"native_fusion": "stub"})
    assert capabilities.verified_by("native_fusion") == "stub"
    assert capabilities.verified_by("exact_dense") == "real server"


def test_a_backend_claims_no_fusion_and_no_attaching_by_itself() -> None:
    capabilities = Capabilities("x", "stub")
    assert capabilities.native_fusion == ()
    assert not capabilities.attach
