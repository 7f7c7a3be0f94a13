"""The stamp: the encoder that an index was built with."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hybrid_search import __version__
from hybrid_search.errors import CorruptIndex, EncoderMismatch
from hybrid_search.index.stamp import FORMAT, Stamp
from tests.fakes import WordEncoder


def test_comes_back_from_bytes() -> None:
    stamp = Stamp.of(WordEncoder())
    assert Stamp.from_bytes(stamp.to_bytes(), "url") == stamp
    assert (stamp.format, stamp.library, stamp.encoder) == (FORMAT, __version__, "words")
    assert stamp.fingerprint == {"encoder": "words", "dims": 3}


@pytest.mark.parametrize(
    "record", [b"", b"{", b"\xff", b"[]", b"5", b"null", b"{}", b'{"format": 1}', b'{"format": "x"}']
)
def test_what_is_none_is_a_damaged_index(record: bytes) -> None:
    with pytest.raises(CorruptIndex, match=r"url: the stamp of the index cannot be read .* rebuild the index"):
        Stamp.from_bytes(record, "url")


def test_one_of_a_newer_format_asks_for_an_upgrade_and_not_for_a_rebuild() -> None:
    newer = {"format": FORMAT + 1, "library": "9.0.0", "anything": "else"}
    with pytest.raises(CorruptIndex, match=r"has format 2, written by version 9\.0\.0; .* so upgrade") as caught:
        Stamp.from_bytes(json.dumps(newer).encode(), "url")
    assert "rebuild" not in str(caught.value)


@pytest.mark.parametrize(
    ("stored", "given", "named"),
    [
        ({"dims": 3}, {"dims": 4}, "dims: index 3, encoder 4"),
        ({"dims": 3}, {}, "dims: index 3, encoder None"),
        ({}, {"stemmer": "porter"}, "stemmer: index None, encoder 'porter'"),
        ({"a": 1, "b": 2}, {"a": 2, "b": 3}, "a: index 1, encoder 2; b: index 2, encoder 3"),
    ],
)
def test_every_setting_that_differs_is_named(stored: dict[str, Any], given: dict[str, Any], named: str) -> None:
    class Other(WordEncoder):
        @property
        def fingerprint(self) -> Any:
            return given

    stamp = Stamp(FORMAT, "1", "first", stored, "today")
    with pytest.raises(EncoderMismatch) as caught:
        stamp.check(Other(name="second"), "url")
    assert str(caught.value).startswith("url: the index was built with the encoder 'first', and 'second' would give")
    assert f"({named})" in str(caught.value)


def test_an_equal_fingerprint_is_enough() -> None:
    Stamp.of(WordEncoder(query_tokens=1)).check(WordEncoder(query_tokens=9), "url")
