import pytest

from hybrid_search.errors import InvalidInput
from hybrid_search.ingest.chunking import SentenceChunker
from hybrid_search.types import Document


def words(text: str) -> int:
    return len(text.split())


def framed_words(text: str) -> int:
    """As a tokenizer that puts a token before and one behind."""
    return len(text.split()) + 2


def split(text: str, max_tokens: int, overlap_tokens: int = 0) -> list[str]:
    return SentenceChunker(max_tokens=max_tokens, overlap_tokens=overlap_tokens, count=words).split(text)


def test_a_text_that_fits_is_one_chunk_as_it_stands() -> None:
    assert split(" One two.\n\nThree. ", 3) == [" One two.\n\nThree. "]


def test_a_chunk_holds_as_many_whole_sentences_as_fit() -> None:
    assert split("A b. C d e. F g. H.", 5) == ["A b. C d e.", "F g. H."]


def test_the_next_chunk_begins_with_the_sentences_that_fit_into_the_overlap() -> None:
    assert split("A b. C. D. E f. G h.", 5, 2) == ["A b. C. D.", "C. D. E f.", "E f. G h."]


def test_a_sentence_longer_than_the_overlap_is_not_repeated() -> None:
    assert split("A b c. D e f.", 4, 2) == ["A b c.", "D e f."]


def test_the_overlap_gives_way_to_a_sentence_that_needs_the_room() -> None:
    assert split("A. B. C d e.", 3, 2) == ["A. B.", "C d e."]
    assert split("A. B. C d e.", 4, 2) == ["A. B.", "B. C d e."]


def test_a_sentence_that_is_too_long_is_cut_between_words_with_overlap() -> None:
    assert split("a b c d e f g", 3, 1) == ["a b c", "c d e", "e f g"]


def test_a_word_that_is_too_long_is_cut_between_characters() -> None:
    chunker = SentenceChunker(max_tokens=4, overlap_tokens=0, count=len)
    assert chunker.split("abcdefgh") == ["abcd", "efgh"]


def test_a_character_that_is_too_long_stays_whole() -> None:
    chunker = SentenceChunker(max_tokens=2, overlap_tokens=0, count=len)
    assert chunker.split("👩‍👩‍👧ab") == ["👩‍👩‍👧", "ab"]


def test_begin_and_end_tokens_count_once_a_chunk_and_not_in_the_overlap() -> None:
    chunker = SentenceChunker(max_tokens=7, overlap_tokens=2, count=framed_words)
    assert chunker.split("A b. C. D. E f. G h.") == ["A b. C. D.", "C. D. E f.", "E f. G h."]


def test_white_space_inside_a_chunk_stays_and_between_chunks_goes() -> None:
    assert split("A b.\n\n C.   D e.", 3) == ["A b.\n\n C.", "D e."]


@pytest.mark.parametrize("text", ["", " \n\t\u3000"])
def test_a_blank_text_has_no_chunks(text: str) -> None:
    assert split(text, 3) == []


def test_chunks_carry_ids_ordinals_parent_and_metadata() -> None:
    document = Document("a#1", "A b. C d.", {"year": 2020})
    first, second = SentenceChunker(max_tokens=2, overlap_tokens=0, count=words).chunks(document)
    assert (first.id, first.parent, first.ordinal, first.text) == ("a#1#0", "a#1", 0, "A b.")
    assert (second.id, second.parent, second.ordinal, second.text) == ("a#1#1", "a#1", 1, "C d.")
    assert second.metadata == {"year": 2020}


def test_the_fingerprint_holds_the_arguments() -> None:
    chunker = SentenceChunker(max_tokens=9, overlap_tokens=2, count=words, language="de")
    assert chunker.fingerprint == {
        "chunker": "sentences",
        "version": 1,
        "max_tokens": 9,
        "overlap_tokens": 2,
        "count": "words",
        "language": "de",
    }


def test_the_fingerprint_of_the_default_names_the_tokenizer_by_its_hash() -> None:
    count = SentenceChunker().fingerprint["count"]
    assert isinstance(count, str)
    assert count.startswith("wordpieces ")
    assert len(count) == len("wordpieces ") + 64


@pytest.mark.parametrize(
    ("max_tokens", "overlap_tokens", "language", "expected"),
    [
        (2, 0, "en", "max_tokens is 2; it must be at least 3"),
        (5, 5, "en", "overlap_tokens is 5; it must lie from 0 to 4"),
        (5, -1, "en", "overlap_tokens is -1"),
        (5, 1, "English", "language is 'English'"),
    ],
)
def test_arguments_out_of_range_are_refused(max_tokens: int, overlap_tokens: int, language: str, expected: str) -> None:
    with pytest.raises(InvalidInput, match=expected):
        SentenceChunker(max_tokens=max_tokens, overlap_tokens=overlap_tokens, count=framed_words, language=language)
