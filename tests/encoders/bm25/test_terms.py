import pytest

from hybrid_search.encoders.bm25.terms import Terms
from hybrid_search.errors import InvalidInput

CAT = 1751422759
RUN = 243905464
RAN = next(iter(Terms("english").count("ran")))


def test_stems_are_counted_and_stop_words_are_not() -> None:
    assert Terms("english").count("The cat runs; the cats ran, a Cat.") == {CAT: 3, RUN: 1, RAN: 1}


def test_hashes_do_not_change_between_versions_of_the_engine() -> None:
    # An index keeps these numbers; if one of them changes, the "hash" of the fingerprint must change too.
    assert Terms("english").count("cat running") == {CAT: 1, RUN: 1}


@pytest.mark.parametrize("count", [1, 2, 999, 100_000])
def test_counts_come_back_exactly(count: int) -> None:
    assert Terms("english").count("cat " * count) == {CAT: count}


def test_a_text_of_stop_words_has_no_terms() -> None:
    assert Terms("english").count("the of and") == {}
    assert Terms("english").count("") == {}


def test_languages_without_spaces_are_split_into_words() -> None:
    assert len(Terms("chinese").count("我喜欢吃苹果")) > 1
    assert len(Terms("japanese").count("東京都に行く")) > 1


def test_words_are_spelled_once() -> None:
    known: set[str] = set()
    assert sorted(Terms("english").spelled("The cats ran", known)) == sorted([(CAT, "cats"), (RAN, "ran")])
    assert list(Terms("english").spelled("cats", known)) == []


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match=r"'klingon' is not known; choose one of arabic, .*english"):
        Terms("klingon")
