from __future__ import annotations

import pytest

from hybrid_search.connectors.lucene.options import check_known, choices, numbers
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import InvalidName


def test_what_is_given_is_read() -> None:
    target = parse_url("elasticsearch://localhost/notes?shards=3&color=red")
    check_known(target, ["shards", "color", "m"])
    assert numbers(target, {"shards": (1, 9), "m": (2, 9)}) == {"shards": 3}
    assert choices(target, {"color": ("red", "blue"), "shape": ("round",)}) == {"color": "red"}


def test_an_unknown_option_is_named_beside_the_known_ones() -> None:
    with pytest.raises(InvalidName, match=r"unknown option 'shard' after '\?'; known: shards, m"):
        check_known(parse_url("elasticsearch://localhost/notes?shard=3"), ["shards", "m"])


def test_a_word_that_is_none_of_the_options_own_is_refused() -> None:
    with pytest.raises(InvalidName, match="color='green' must be one of red, blue"):
        choices(parse_url("elasticsearch://localhost/notes?color=green"), {"color": ("red", "blue")})


@pytest.mark.parametrize("text", ["0", "10", "-1", "1.5", "x", "²", "1" * 5000])
def test_anything_but_a_number_in_range_is_refused(text: str) -> None:
    with pytest.raises(InvalidName, match="must be a whole number from 1 to 9"):
        numbers(parse_url(f"elasticsearch://localhost/notes?shards={text}"), {"shards": (1, 9)})
