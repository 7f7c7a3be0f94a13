from __future__ import annotations

import pytest

from hybrid_search.encoders.exact_words.ngrams import bigrams, runs


@pytest.mark.parametrize(
    ("run", "pairs"),
    [
        ("東京都", ["東京", "京都"]),
        ("食べる", ["食べ", "べる"]),
        ("コーヒー", ["コー", "ーヒ", "ヒー"]),
        ("서울에서", ["서울", "울에", "에서"]),
        ("ไทย", ["ไท", "ทย"]),
        ("𠮷野", ["𠮷野"]),
    ],
)
def test_neighbouring_characters_make_pairs(run: str, pairs: list[str]) -> None:
    assert bigrams(run)[0] == pairs


def test_a_mark_stays_with_its_character() -> None:
    assert bigrams("ที่นี่")[0] == ["ที่นี่"]  # two consonants, each with a vowel and a tone
    assert bigrams("မြန်မာ")[0] == ["မြန်", "န်မာ"]


def test_a_single_character_is_itself() -> None:
    assert bigrams("猫") == (["猫"], [])
    assert bigrams("ก") == (["ก"], [])


@pytest.mark.parametrize(
    ("run", "singles"),
    [("黒猫", ["黒", "猫"]), ("물고기", ["물", "고", "기"]), ("食べる", ["食"]), ("ไทย", []), ("カメ", [])],
)
def test_characters_that_are_words_by_themselves_are_given_too(run: str, singles: list[str]) -> None:
    assert bigrams(run)[1] == singles


def test_a_chunk_is_cut_where_the_script_changes() -> None:
    assert runs("東京tower2号") == [("東京", True), ("tower2", False), ("号", True)]


@pytest.mark.parametrize("run", ["汉字", "かな", "カナ", "ㄅㄆ", "한글", "ไทย", "ລາວ", "ខ្មែរ", "မြန်မာ"])
def test_these_scripts_are_spaceless(run: str) -> None:
    assert runs(run) == [(run, True)]


@pytest.mark.parametrize("run", ["latin", "кириллица", "ελληνικά", "עברית", "عربي", "हिन्दी", "தமிழ்", "ქართული", "አማርኛ"])
def test_these_scripts_have_spaces(run: str) -> None:
    assert runs(run) == [(run, False)]
