from __future__ import annotations

import pytest

from hybrid_search.encoders.exact_words.stop_words import ENGLISH, stop_words


@pytest.mark.parametrize("word", ["the", "what", "is", "of", "don't", "they'll"])
def test_words_of_english_grammar_are_stop_words(word: str) -> None:
    assert stop_words("english")(word)


@pytest.mark.parametrize("word", ["us", "may", "can", "will", "plants", "who's who"])
def test_words_that_name_things_are_not(word: str) -> None:
    assert not stop_words("english")(word)


def test_the_list_is_as_words_reach_it() -> None:
    assert all(word == word.casefold() and word.isascii() for word in ENGLISH)


@pytest.mark.parametrize(("language", "stop", "word"), [("german", "und", "haus"), ("russian", "и", "книга")])
def test_other_languages_have_their_own(language: str, stop: str, word: str) -> None:
    is_stop = stop_words(language)
    assert is_stop(stop)
    assert not is_stop(word)


def test_a_language_without_a_list_keeps_every_word() -> None:
    assert not stop_words("tamil")("the")
