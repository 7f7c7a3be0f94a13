from __future__ import annotations

from hybrid_search.index.queries.cache import QueryCache, key_of
from hybrid_search.index.queries.encoded_query import EncodedQuery
from hybrid_search.types import Truncation

A, B, C = (EncodedQuery(None, None, Truncation(tokens=number)) for number in range(3))


def test_the_one_that_was_not_used_for_longest_goes_first() -> None:
    cache = QueryCache(2)
    cache.keep({b"a": A, b"b": B})
    cache.find([b"a"])
    cache.keep({b"c": C})
    assert cache.find([b"a", b"b", b"c"]) == {b"a": A, b"c": C}
    assert len(cache) == 2


def test_of_more_than_fit_the_last_stay() -> None:
    cache = QueryCache(1)
    cache.keep({b"a": A, b"b": B})
    assert cache.find([b"a", b"b"]) == {b"b": B}


def test_a_cache_of_size_0_keeps_nothing() -> None:
    cache = QueryCache(0)
    cache.keep({b"a": A})
    assert len(cache) == 0


def test_a_key_is_of_16_bytes_and_any_text_has_one() -> None:
    assert key_of("plants") != key_of("Plants")
    assert len(key_of("\ud800 a lone surrogate")) == 16
