from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.encoders.exact_words.characters import chunks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t\u3000\xa0 ", []),
        ("x", ["x"]),
        ("Plants EAT light", ["plants", "eat", "light"]),
        ("(light) [water]; sugar?!", ["light", "water", "sugar"]),
        ("50% of $100", ["50", "of", "100"]),
        ("std::vector", ["std", "vector"]),
        ("😀🎉 👩🏽‍🔬 🇩🇪", []),
        ("\ufffd \ud800 \ue000", []),
        ("東京、大阪。", ["東京", "大阪"]),
    ],
)
def test_all_but_word_characters_and_connectors_are_spaces(text: str, expected: list[str]) -> None:
    assert chunks(text) == expected


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ＩＳＯ－８６０１", "iso-8601"),
        ("ﬁnal", "final"),
        ("STRASSE", "straße"),
        ("ΟΔΟΣ", "οδος"),
        ("caf\u00e9", "cafe\u0301"),
        ("O’Brien", "o'brien"),
        ("non\u2010breaking non\u2011breaking", "non-breaking non-breaking"),
        ("m²", "m2"),
        (r"C:\temp\x", "c /temp/x"),
        ("½ cup, 10½ cups", "1/2 cup 10 1/2 cups"),
        ("Java™", "java"),
        ("١٦٤٨ १६४८ ๑๖๔๘", "1648 1648 1648"),
        ("مُحَمَّد", "محمد"),
        ("\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd", "\u05e9\u05dc\u05d5\u05dd"),
    ],
)
def test_several_spellings_are_one(text: str, same: str) -> None:
    assert chunks(text) == chunks(same)


@pytest.mark.parametrize(
    "invisible", ["\0", "\x07", "\xad", "\u200d", "\u200c", "\u2060", "\ufeff", "\u200e", "\ufe0f"]
)
def test_invisible_characters_vanish(invisible: str) -> None:
    assert chunks(f"pla{invisible}nts") == ["plants"]


@pytest.mark.parametrize("space", ["\t", "\x0b", "\x1c", "\x85", "\u200b", "\u2028"])
def test_controls_that_are_white_space_part_words(space: str) -> None:
    assert chunks(f"plants{space}eat") == ["plants", "eat"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,000,000 tons", ["1000000", "tons"]),
        ("in 1,000, and", ["in", "1000", "and"]),
        ("1,2,3", ["1", "2", "3"]),
        ("3,14", ["3", "14"]),
        ("May 2021,100 days", ["may", "2021", "100", "days"]),
        ("1,0000", ["1", "0000"]),
        ("a,100", ["a", "100"]),
    ],
)
def test_only_thousands_lose_their_commas(text: str, expected: list[str]) -> None:
    assert chunks(text) == expected


@pytest.mark.parametrize("text", ["light--water", "light...water", "light — water", "light … water"])
def test_dashes_and_ellipses_part_words(text: str) -> None:
    assert chunks(text) == ["light", "water"]


def test_combining_marks_stay_with_their_letters() -> None:
    assert chunks("हिन्दी भाषा") == ["हिन्दी", "भाषा"]


def test_a_million_combining_marks_are_cut_short() -> None:
    # Sorting them all would take minutes.
    assert chunks("a" + "\u0301\u0327" * 500_000 + " b")[-1] == "b"


@given(st.text())
def test_a_chunk_holds_no_white_space_and_no_capitals(text: str) -> None:
    for chunk in chunks(text):
        assert chunk.split() == [chunk]
        assert chunks(chunk) == [chunk]
