from __future__ import annotations

import pytest

from hybrid_search.encoders.exact_words.analysis import Analysis
from hybrid_search.encoders.exact_words.characters import chunks
from hybrid_search.errors import InvalidInput

ENGLISH = Analysis("english")


def terms(text: str, analysis: Analysis = ENGLISH) -> set[str]:
    return {term for chunk in chunks(text) for term, _ in analysis.terms(chunk).words}


def length(text: str) -> int:
    return sum(ENGLISH.terms(chunk).length for chunk in chunks(text))


def test_words_are_stemmed_and_stop_words_dropped() -> None:
    assert terms("What are the plants eating?") == {"plant", "eat"}


def test_only_stop_words_are_nothing() -> None:
    assert terms("It isn't what you'd do, is it?") == set()
    assert length("It isn't what you'd do, is it?") == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ISO-8601", {"iso-8601", "iso", "8601"}),
        ("numpy.linalg.norm", {"numpy.linalg.norm", "numpi", "linalg", "norm"}),
        ("snake_case_names", {"snake_case_names", "snake", "case", "name"}),
        ("well-known", {"wellknown", "well", "known"}),
        ("the e-mails", {"email", "mail"}),
        ("state-of-the-art", {"stateoftheart", "state", "art"}),
        ("the plant's", {"plant"}),
        ("v1.2.3", {"v1.2.3", "v1"}),
        ("1.2.3", {"1.2.3"}),
        ("and/or", {"and/or"}),
        ("C++", {"c++"}),
        ("a C", {"c"}),
        ("foo-foo", {"foofoo", "foo"}),
        ("U.S.", {"us"}),
    ],
)
def test_an_identifier_is_its_whole_and_its_parts_of_more_than_one_character(text: str, expected: set[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("query", "document"),
    [
        ("8601", "the ISO-8601 format"),
        ("ISO 8601", "the ISO-8601 format"),
        ("linalg norm", "call numpy.linalg.norm(x)"),
        ("wellknown", "a well-known fact"),
        ("well known", "a well-known fact"),
        ("email", "by e-mail"),
        ("USA", "in the U.S.A."),
        ("obrien", "Mr. O’Brien"),
        ("bar.py", "see foo/bar.py."),
        ("naive cafe", "the naïve café"),
        ("1000", "some 1,000 of them"),
        ("camelcase", "a camelCase name"),
        ("windows", r"C:\Windows\System32"),
        ("東京", "私は東京都に住む"),
    ],
)
def test_a_query_finds_the_document(query: str, document: str) -> None:
    assert terms(query) & terms(document)


def test_english_folds_the_accents_of_latin_letters_and_of_no_others() -> None:
    assert terms("naïve Müller Ångström") == terms("naive Muller Angstrom")
    assert terms("май") != terms("маи")


def test_other_languages_keep_accents() -> None:
    for analysis in (Analysis("spanish"), Analysis(None)):
        assert terms("año", analysis) != terms("ano", analysis)


def test_without_a_language_words_are_kept_as_they_are() -> None:
    assert terms("What are the plants", Analysis(None)) == {"what", "are", "the", "plants"}


def test_a_language_brings_its_stemmer_and_its_stop_words() -> None:
    assert terms("die Häuser und das Haus", Analysis("german")) == {"haus"}


def test_length_counts_identifiers_once_and_no_stop_words() -> None:
    assert length("the plants eat numpy.linalg.norm") == 3
    assert length("東京都 cats") == 2 + 1


def test_words_know_how_they_were_written() -> None:
    assert dict(ENGLISH.terms("well-known").words) == {"wellknown": "well-known", "well": "well", "known": "known"}
    assert dict(ENGLISH.terms("plant's").words) == {"plant": "plant's"}


def test_a_chunk_of_two_scripts_is_both() -> None:
    assert terms("東京towers2号") == {"東京", "towers2", "号"}
    assert ENGLISH.terms("東京towers").singles == ["東", "京"]


def test_a_word_of_a_hundred_thousand_letters_is_one_term() -> None:
    assert terms("x" * 100_000 + "s") == {"x" * 100_000 + "s"}


def test_scripts_that_alternate_a_hundred_thousand_times_are_read() -> None:
    assert terms("x東" * 100_000) == {"x", "東"}


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InvalidInput, match="'klingon' has no stemmer"):
        Analysis("klingon")
