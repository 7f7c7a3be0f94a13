from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from hybrid_search.encoders.exact_words.stemming import Stem, languages, stemmer_name
from hybrid_search.errors import InvalidInput


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("english", ["connect", "connected", "connecting", "connection", "connections"]),
        ("german", ["haus", "hauses", "hause"]),
        ("russian", ["книга", "книги", "книгу"]),
    ],
)
def test_the_forms_of_a_word_have_one_stem(language: str, words: list[str]) -> None:
    stem = Stem(language)
    assert len({stem(word) for word in words}) == 1


def test_many_threads_get_what_one_gets() -> None:
    stem, words = Stem("english"), [f"{word}{ending}" for word in ("plant", "light") for ending in ("s", "ing", "ed")]
    expected = [stem(word) for word in words] * 500
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(stem, words * 500)) == expected


@pytest.mark.parametrize("language", ["klingon", "porter", "English", ""])
def test_a_language_without_a_stemmer_is_refused_with_a_list(language: str) -> None:
    with pytest.raises(InvalidInput, match=f"language '{language}' .*english.*or None"):
        Stem(language)


def test_every_listed_language_has_a_stemmer() -> None:
    assert len(languages()) > 25
    for language in languages():
        assert Stem(language)("x" * 3)


def test_the_name_holds_the_major_version() -> None:
    assert stemmer_name("english") == "snowball-3-english"
