from __future__ import annotations

import gc
import pickle
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.encoders.exact_words import FIRST_EXACT, Counts, ExactWords
from hybrid_search.encoders.exact_words.hashing import dimension
from hybrid_search.errors import InvalidInput

WORDS = ExactWords()


def test_terms_are_counted_and_length_is_in_words() -> None:
    counts = WORDS.count_document("Plants eat; the plant eats ISO-8601, plants!")
    expected = {"plant": 3, "eat": 2, "iso-8601": 1, "iso": 1, "8601": 1}
    assert counts == Counts({dimension(term): count for term, count in expected.items()}, length=6)


def test_a_part_and_the_same_word_by_itself_are_one_term() -> None:
    assert WORDS.count_query("ISO-8601 iso").of[dimension("iso")] == 2


def test_a_document_has_its_single_characters_too_and_a_query_has_not() -> None:
    assert set(WORDS.count_document("黒猫").of) == {dimension("黒猫"), dimension("黒"), dimension("猫")}
    assert set(WORDS.count_query("黒猫").of) == {dimension("黒猫")}
    assert set(WORDS.count_query("猫").of) == {dimension("猫")}


@pytest.mark.parametrize("text", ["", " ", "\0", "😀🎉", "the of and", "?!", "\ud800"])
def test_a_text_without_words_has_none(text: str) -> None:
    assert WORDS.count_document(text) == Counts({}, 0)


def test_the_whole_text_is_read() -> None:
    counts = WORDS.count_document("plants " * 50_000 + "ISO-8601")
    assert counts.of[dimension("plant")] == 50_000
    assert dimension("8601") in counts.of


@pytest.mark.parametrize(
    "unit", ["x", "a.", "aa.", "-", "a-", "'", "1,000", ",000", "東", "ก\u0e38", "c+", "é", "\u0301", "#"]
)
def test_a_hundred_thousand_characters_without_a_space_are_read(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert set(WORDS.count_query(text).of) <= set(WORDS.count_document(text).of)


@given(st.text())
def test_any_text_has_dimensions_above_the_learned_ones(text: str) -> None:
    counts = WORDS.count_document(text)
    assert all(FIRST_EXACT <= found < 2**32 for found in counts.of)
    assert all(count > 0 for count in counts.of.values())
    assert WORDS.count_document(text) == ExactWords().count_document(text)


@given(st.text(), st.text())
def test_what_a_query_has_is_found_in_a_document_with_its_text(query: str, other: str) -> None:
    assert set(WORDS.count_query(query).of) <= set(WORDS.count_document(f"{other} {query} é東").of)


@given(st.text())
def test_every_dimension_of_a_query_can_be_spelled(text: str) -> None:
    assert WORDS.spelled(text).keys() == WORDS.count_query(text).of.keys()


def test_a_dimension_is_spelled_as_the_word_was_first_written() -> None:
    spelled = WORDS.spelled("Plants, plant; e-mail")
    assert spelled == {dimension("plant"): "plants", dimension("email"): "e-mail", dimension("mail"): "mail"}


def test_two_with_one_language_are_equal_and_can_be_pickled() -> None:
    assert ExactWords() == WORDS
    assert ExactWords("german") != WORDS
    assert repr(WORDS) == "ExactWords(language='english')"
    copy = pickle.loads(pickle.dumps(WORDS))
    assert copy == WORDS
    assert copy.count_query("plants") == WORDS.count_query("plants")


def test_the_fingerprint_tells_languages_apart() -> None:
    prints = [ExactWords(language).fingerprint for language in ("english", "german", None)]
    assert prints[0] == {"exact_words": 1, "exact_hash": "blake2b-31", "exact_stemmer": "snowball-3-english"}
    assert prints[1]["exact_stemmer"] == "snowball-3-german"
    assert prints[2]["exact_stemmer"] is None


def test_several_threads_get_what_one_gets() -> None:
    texts = [f"plants number{n} eating e-mails, 東京 and naïve cafés" for n in range(300)]
    expected = [WORDS.count_document(text) for text in texts]
    fresh = ExactWords()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(fresh.count_document, texts)) == expected


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InvalidInput, match="'klingon' has no stemmer"):
        ExactWords("klingon")


def test_it_is_no_part_of_a_cycle() -> None:
    words = ExactWords("german")
    words.count_query("haus")
    analysis = weakref.ref(words._analysis)
    gc.disable()
    try:
        del words
        assert analysis() is None
    finally:
        gc.enable()
