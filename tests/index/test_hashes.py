"""The hash of a row: its content, and its encoder."""

from __future__ import annotations

from hybrid_search import Document
from hybrid_search.index.hashes import content_hash, row_hash, with_encoder

MINE, OTHER = {"model": "mine"}, {"model": "other"}
PLANTS = Document("1", "Plants turn light into sugar.", {"lang": "en"})


def test_equal_documents_have_equal_hashes_whatever_their_ids() -> None:
    assert content_hash(PLANTS, MINE) == content_hash(Document("2", PLANTS.text, PLANTS.metadata), MINE)


def test_text_metadata_and_encoder_each_make_a_difference() -> None:
    hashes = {
        content_hash(PLANTS, MINE),
        content_hash(Document("1", "Plants eat light.", PLANTS.metadata), MINE),
        content_hash(Document("1", PLANTS.text, {"lang": "de"}), MINE),
        content_hash(PLANTS, OTHER),
    }
    assert len(hashes) == 4


def test_the_order_of_settings_makes_no_difference() -> None:
    assert row_hash("a", {"x": 1, "y": 2}) == row_hash("a", {"y": 2, "x": 1})


def test_a_hash_can_be_brought_to_another_encoder_without_the_content() -> None:
    assert with_encoder(content_hash(PLANTS, MINE), OTHER) == content_hash(PLANTS, OTHER)


def test_what_vouches_for_nothing_stays_so() -> None:
    assert with_encoder("unfinished", OTHER) == "unfinished"
