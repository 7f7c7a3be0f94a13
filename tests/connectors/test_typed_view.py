from __future__ import annotations

import math
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.connectors.typed_view import encode, key, split, typed, view
from hybrid_search.types.metadata import Scalar

TEXT = st.text(st.characters(blacklist_categories=["Cs"]))


def test_each_kind_of_value_has_its_group() -> None:
    values: dict[str, tuple[Scalar, ...]] = {
        "lang": ("en",),
        "draft": (False,),
        "year": (2021, 2020.0, 0.5),
        "seen": (datetime(2021, 1, 1, tzinfo=UTC),),
    }
    assert view(values) == {
        "path": ["lang", "draft", "year", "seen"],
        "string": {"lang": ["en"]},
        "bool": {"draft": [0]},
        "integer": {"year": [2021, 2020]},
        "fraction": {"year": [{"high": 0x3FE00000, "low": 0}]},
        "date": {"seen": [1609459200000]},
    }


def test_minus_zero_is_the_integer_zero() -> None:
    assert typed(-0.0) == ("integer", 0)


@given(st.floats(-(2.0**53), 2.0**53), st.floats(-(2.0**53), 2.0**53))
def test_halves_order_as_the_numbers_do(one: float, other: float) -> None:
    assert (split(one + 0.0) < split(other + 0.0)) == (one < other)


@pytest.mark.parametrize("number", [0.1, -0.1, 5e-324, -5e-324, 1e-300, 2.0**52 + 0.5])
def test_neighbours_have_different_halves(number: float) -> None:
    assert split(math.nextafter(number, -math.inf)) < split(number) < split(math.nextafter(number, math.inf))


def test_halves_are_whole_numbers_that_a_double_holds_exactly() -> None:
    assert all(abs(half) < 2**32 for number in (-(2.0**53), -5e-324, 0.1) for half in split(number))


@given(TEXT, TEXT)
def test_no_two_paths_share_an_encoding(one: str, other: str) -> None:
    assert (encode(one) == encode(other)) == (one == other)


@given(TEXT.filter(bool))
def test_an_encoding_has_no_character_with_a_meaning_in_a_json_path(path: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]+", encode(path))


def test_the_escape_character_is_escaped() -> None:
    assert (encode("a.b"), encode("a_2eb"), encode("é")) == ("a_2eb", "a_5f2eb", "_c3_a9")
    assert key("string", "author.name") == "view.string.author_2ename"
