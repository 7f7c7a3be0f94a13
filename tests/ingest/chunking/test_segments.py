import builtins
from collections.abc import Callable, Iterator

import pytest

from hybrid_search.errors import MissingExtra
from hybrid_search.ingest.chunking.segments import Segments

SEGMENTS = Segments("en")


def sentences(text: str, segments: Segments = SEGMENTS) -> list[str]:
    return cut(text, segments.sentences)


def cut(text: str, segment: Callable[[str], Iterator[tuple[int, int]]]) -> list[str]:
    return [text[start:end] for start, end in segment(text)]


def test_sentences_end_at_full_stops_question_and_exclamation_marks() -> None:
    assert sentences('One is. "Is two?" He said!  Three') == ["One is.", '"Is two?"', "He said!", "Three"]


def test_no_sentence_ends_after_an_abbreviation_or_inside_a_number() -> None:
    assert sentences("It cost 3.5 on Jan. 5. Mr. Smith paid.") == ["It cost 3.5 on Jan. 5.", "Mr. Smith paid."]


def test_abbreviations_are_those_of_the_language() -> None:
    text = "Es kommt Dr. Maier heute. Sie auch."
    assert sentences(text, Segments("de")) == ["Es kommt Dr. Maier heute.", "Sie auch."]
    assert sentences(text) == ["Es kommt Dr.", "Maier heute.", "Sie auch."]


def test_chinese_and_japanese_sentences_need_no_spaces() -> None:
    assert sentences("今日は。明日は？はい") == ["今日は。", "明日は？", "はい"]


def test_lines_are_sentences_but_not_where_a_small_letter_goes_on() -> None:
    text = "A heading\n\nA sentence that is\nwrapped to\r\n  a width.\n- An item\n- Another"
    assert sentences(text) == ["A heading", "A sentence that is\nwrapped to\r\n  a width.", "- An item", "- Another"]


def test_spans_count_characters_also_behind_those_outside_the_basic_plane() -> None:
    assert sentences("😀 Yes. No 👩‍👩‍👧. 𝒜 too.") == ["😀 Yes.", "No 👩‍👩‍👧.", "𝒜 too."]


def test_words_and_punctuation_are_apart_and_spaces_left_out() -> None:
    assert cut("It's 3.5, or so", SEGMENTS.words) == ["It's", "3.5", ",", "or", "so"]


def test_words_without_spaces_come_from_a_dictionary() -> None:
    assert cut("ภาษาไทย", SEGMENTS.words) == ["ภาษา", "ไทย"]


def test_a_character_is_what_a_reader_sees_as_one() -> None:
    assert SEGMENTS.characters("ae\u0301👩‍👩‍👧z") == [1, 3, 8, 9]


def test_without_its_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *arguments: object, **named: object) -> object:
        if name == "icu4py":
            raise ImportError(name)
        return imported(name, *arguments, **named)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"SentenceChunker needs the package 'icu4py'.*\[chunks\]"):
        Segments("en")
