"""Document: what may be added to an index, and under which key it is stored."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search import Document
from hybrid_search.errors import InvalidDocument
from hybrid_search.types import check_id, shorten, storage_key


def test_metadata_is_copied_and_read_only() -> None:
    mine: dict[str, Any] = {"tags": ["a"], "author": {"name": "x"}}
    document = Document("1", "text", mine)
    mine["tags"].append("b")
    mine["author"]["name"] = "y"
    assert document.metadata == {"tags": ("a",), "author": {"name": "x"}}
    with pytest.raises(TypeError):
        document.metadata["tags"] = 1  # type: ignore[index]  # that it is refused is the point


def test_equal_content_is_equal() -> None:
    assert Document("1", "text", {"a": 1}) == Document("1", "text", {"a": 1})


@pytest.mark.parametrize("id", ["a", " ", "ä/😀", "'\"\\", "x" * 10_000, "~x", "..", "new\nline"])
def test_any_other_string_is_an_id(id: str) -> None:
    assert Document(id, "text").id == id


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("", "is empty"),
        ("a\x00b", "NUL"),
        ("a\ud800", "lone surrogate at character 1"),
        (7, r"7 is int; ids are strings"),
        (None, "NoneType"),
        (b"a", "bytes"),
    ],
)
def test_a_bad_id_is_named(id: Any, message: str) -> None:
    with pytest.raises(InvalidDocument, match=message):
        Document(id, "text")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the text is empty"),
        (" \n\t\u3000", "the text is empty"),
        ("a\x00", "NUL"),
        ("\udfff", "lone surrogate"),
        (None, "NoneType"),
        (b"a", "bytes"),
    ],
)
def test_a_bad_text_is_named_with_the_documents_id(text: Any, message: str) -> None:
    with pytest.raises(InvalidDocument, match=f"document 'a': .*{message}"):
        Document("a", text)


def test_a_message_shows_no_control_characters_of_an_id() -> None:
    with pytest.raises(InvalidDocument) as caught:
        Document("\x1b[31mred\u202e", "")
    assert str(caught.value).isprintable()


def test_a_message_about_a_long_id_is_short() -> None:
    with pytest.raises(InvalidDocument) as caught:
        Document("x" * 100_000, "")
    assert len(str(caught.value)) < 300


def test_check_id_takes_what_document_takes() -> None:
    check_id("fine")
    with pytest.raises(InvalidDocument):
        check_id("")


class TestStorageKey:
    @pytest.mark.parametrize("id", ["a", "a/b", " ", "x" * 512, "a~"])
    def test_short_printable_ascii_stays(self, id: str) -> None:
        assert storage_key(id) == id

    @pytest.mark.parametrize("id", ["ä", "x" * 513, "~a", "a\nb", "a\x7f"])
    def test_anything_else_is_its_hash(self, id: str) -> None:
        assert storage_key(id) == "~" + hashlib.sha256(id.encode()).hexdigest()

    @given(st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8"), min_size=1))
    def test_different_ids_have_different_keys(self, first: str, second: str) -> None:
        assert (storage_key(first) == storage_key(second)) == (first == second)

    def test_the_key_of_a_key_is_another_one(self) -> None:
        assert storage_key(storage_key("ä")) != storage_key("ä")


def test_shorten_cuts_to_the_limit_and_says_so() -> None:
    assert shorten("abcdef", 6) == "abcdef"
    assert shorten("abcdefg", 6) == "abcde…"


def test_a_document_without_metadata_has_none() -> None:
    assert Document("1", "text").metadata == {}


def test_dates_are_stored_in_utc() -> None:
    assert Document("1", "text", {"when": datetime(2020, 1, 2)}).metadata == {"when": datetime(2020, 1, 2, tzinfo=UTC)}  # noqa: DTZ001  # a date without a zone is the case
