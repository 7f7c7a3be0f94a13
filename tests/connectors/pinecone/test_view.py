"""What filters read of a record."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.connectors.pinecone.view import bound, equal, has, present, view
from hybrid_search.types.metadata import Scalar, flatten, freeze
from tests import strategies

DATE = datetime(2021, 1, 1, tzinfo=UTC)
DATE_MS = 1_609_459_200_000


def test_strings_and_bools_are_tokens() -> None:
    assert view({"lang": ("en", "de"), "draft": (False,)}) == {
        "hs": ["p:lang", "s:lang=en", "s:lang=de", "p:draft", "b:draft=False"]
    }


def test_numbers_have_a_least_and_a_greatest_value_too() -> None:
    assert view({"year": (2021, 1999, 2000.5)}) == {
        "hs": ["p:year", "n:year=2021.0", "N:year", "n:year=1999.0", "n:year=2000.5"],
        "N_lo_year": 1999,
        "N_hi_year": 2021,
    }


def test_dates_are_milliseconds_and_are_compared_among_themselves() -> None:
    assert view({"when": (DATE,)}) == {
        "hs": ["p:when", f"d:when={DATE_MS}", "D:when"],
        "D_lo_when": DATE_MS,
        "D_hi_when": DATE_MS,
    }


@pytest.mark.parametrize(("one", "other"), [(1, 1.0), (0.0, -0.0), (2**53, float(2**53))])
def test_equal_numbers_have_one_token(one: Scalar, other: Scalar) -> None:
    assert equal("n", one) == equal("n", other)


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (1, "1"), ("1.0", 1.0), ("True", True), (DATE, DATE_MS), ("a", "A")]
)
def test_values_of_two_kinds_never_share_a_token(one: Scalar, other: Scalar) -> None:
    assert equal("n", one) != equal("n", other)


def test_path_and_value_cannot_be_mistaken_for_each_other() -> None:
    assert equal("a=b", "c") != equal("a", "b=c")
    assert equal("a.b", "c") != equal("a_2eb", "c")


@pytest.mark.parametrize("value", ["x" * 500, "ä", "line\nbreak", "\u202e"])
def test_what_is_long_or_not_plain_is_a_hash(value: str) -> None:
    token = equal("path", value)
    assert token.startswith("#")
    assert len(token) == 65
    assert token != equal("path", value + "!")


def test_keys_and_tokens_are_plain_whatever_the_path() -> None:
    for path in ("ä", "$x", "x" * 1000, 'a"b', "a b"):
        for text in (present(path), has("N", path), equal(path, 1), bound("N", "lo", path)):
            assert text.isascii()
            assert text.isprintable()
            assert len(text) <= 100
            assert not text.startswith("$")


@given(strategies.metadata)
def test_the_list_of_tokens_holds_strings_and_each_once(document: dict[str, object]) -> None:
    tokens = view(dict(flatten(freeze(document, "a"))))["hs"]
    assert len(set(tokens)) == len(tokens)
    assert all(isinstance(token, str) for token in tokens)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_two_values_have_two_tokens(one: str, other: str) -> None:
    assert (equal("p", one) == equal("p", other)) == (one == other)
