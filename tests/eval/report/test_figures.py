"""Numbers as reports show them."""

from __future__ import annotations

import pytest

from hybrid_search.eval.report.figures import bytes_text, milliseconds, name_of, p_text, p_value, queries_text


@pytest.mark.parametrize(("p", "text"), [(0.0, "< 0.001"), (0.0009, "< 0.001"), (0.0314, "0.031"), (1.0, "1.000")])
def test_p_is_never_zero(p: float, text: str) -> None:
    assert p_text(p) == text


@pytest.mark.parametrize(("p", "text"), [(0.0001, "p < 0.001"), (0.0314, "p = 0.031")])
def test_p_in_a_sentence(p: float, text: str) -> None:
    assert p_value(p) == text


@pytest.mark.parametrize(("value", "text"), [(0.123, "0.12"), (9.44, "9.4"), (12.4, "12"), (1234.0, "1,234")])
def test_milliseconds_have_two_digits(value: float, text: str) -> None:
    assert milliseconds(value) == text


@pytest.mark.parametrize(
    ("size", "text"), [(12, "12 bytes"), (1536, "1.5 KiB"), (2**30, "1.0 GiB"), (2**41, "2.0 TiB")]
)
def test_bytes(size: int, text: str) -> None:
    assert bytes_text(size) == text


def test_a_long_name_is_cut() -> None:
    assert len(name_of("x" * 100)) == 60


def test_one_query_is_no_plural() -> None:
    assert [queries_text(1), queries_text(1_234)] == ["1 query", "1,234 queries"]
