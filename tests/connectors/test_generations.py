"""How generations are numbered, and what is said of those that cannot be used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.connectors import generations
from hybrid_search.errors import IndexNotFound, InvalidInput, Unsupported


@given(st.integers(1, generations.LAST))
def test_a_number_is_six_digits_and_back(number: int) -> None:
    assert len(generations.digits(number)) == 6
    assert generations.number_of(generations.digits(number)) == number
    assert generations.checked(number, "memory://notes") == number


@pytest.mark.parametrize("text", ["", "1", "000000", "0000001", "00000a", "-00001", "٠٠٠٠٠١", "000001\n", "../../"])
def test_other_texts_number_nothing(text: str) -> None:
    assert generations.number_of(text) is None


@pytest.mark.parametrize("number", [-1, 0, 1_000_000])
def test_a_number_outside_the_range_is_named(number: int) -> None:
    with pytest.raises(InvalidInput, match=f"from 1 to 999,999; {number} is not"):
        generations.checked(number, "memory://notes")


def test_errors_name_the_index_and_the_way_out() -> None:
    missing, alone = generations.not_there(7, "memory://notes"), generations.not_beside(2, "memory://notes")
    live, foreign = generations.is_live(1, "memory://notes"), generations.of_a_foreign_index("memory://notes")
    assert isinstance(missing, IndexNotFound)
    assert isinstance(alone, IndexNotFound)
    assert isinstance(live, InvalidInput)
    assert isinstance(foreign, Unsupported)
    for error, way_out in [
        (missing, "generations()"),
        (alone, "create the index first"),
        (live, "make another one live first"),
        (foreign, "its owner's affair"),
    ]:
        assert str(error).startswith("memory://notes")
        assert way_out in str(error)
