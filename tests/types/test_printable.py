"""printable: foreign text that may be shown in a terminal."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.types import printable

CONTROLS = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ä 漢 🙂", "plain ä 漢 🙂"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b31m", r"\x9b31m"),
        ("bell\x07", r"bell\x07"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("abc\u202ecba", r"abc\u202ecba"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("\ud800", r"\ud800"),
        ("two\r\nlines\u2028and\tmore", "two lines and more"),
        ("  spaced   out ", "spaced out"),
        ("\U000e0041tag", r"\U000e0041tag"),
        ("", ""),
    ],
)
def test_controls_are_escaped_and_the_rest_is_kept(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_joiners_of_persian_and_emoji_are_kept() -> None:
    assert printable("می‌خواهم 👩‍🚀") == "می‌خواهم 👩‍🚀"


@given(st.text(st.characters(), max_size=40))
def test_the_result_is_one_line_of_utf8_without_controls(text: str) -> None:
    shown = printable(text)
    shown.encode()
    assert len(shown.splitlines()) <= 1
    assert not {category(character) for character in shown.replace("\u200c", "").replace("\u200d", "")} & CONTROLS
