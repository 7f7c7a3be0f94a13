"""What holds for every text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.ingest.chunking import SentenceChunker, WordpieceCount
from hybrid_search.ingest.chunking.pieces import Count
from hybrid_search.ingest.chunking.segments import Segments


def words(text: str) -> int:
    return len(text.split())


def framed(text: str) -> int:
    """As a tokenizer that puts a token before and one behind."""
    return len(text) + 2


WORDPIECES = WordpieceCount()
TEXTS = st.one_of(
    st.text(alphabet=st.sampled_from("aB. \n?!,漢字。ไท\u0301😀\u200d\t\u00a05"), max_size=120),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=120),
)
COUNTS: st.SearchStrategy[Count] = st.sampled_from([len, words, framed, WORDPIECES])
MAXIMA = st.integers(min_value=4, max_value=16)
OVERLAPS = st.integers(min_value=0, max_value=3)


def assert_properties(text: str, count: Count, max_tokens: int, overlap_tokens: int) -> int:
    """Check them all; returns the number of chunks."""
    spans = SentenceChunker(max_tokens=max_tokens, overlap_tokens=overlap_tokens, count=count).spans(text)
    covered = last_start = last_end = 0
    for place, (start, end) in enumerate(spans):
        chunk = text[start:end]
        assert chunk.strip()
        assert count(chunk) <= max_tokens or len(Segments("en").characters(chunk)) == 1
        assert not text[covered:start].strip()  # nothing but white space between two chunks
        if place:
            assert last_start < start
            assert last_end < end
            assert count(text[start:last_end]) - count("") <= overlap_tokens
        covered, last_start, last_end = end, start, end
    assert not text[covered:].strip()
    again = SentenceChunker(max_tokens=max_tokens, overlap_tokens=overlap_tokens, count=count)
    assert again.spans(text) == spans
    return len(spans)


@given(TEXTS, COUNTS, MAXIMA, OVERLAPS)
def test_chunks_fit_cover_the_text_in_order_overlap_as_said_and_come_again(
    text: str, count: Count, max_tokens: int, overlap_tokens: int
) -> None:
    assert_properties(text, count, max_tokens, overlap_tokens)


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("She sells sea shells. " * 4_500, 103),  # of 5 tokens: 50 fit, 6 of them come again; 50 + 102 * 44 >= 4,500
        ("漢字" * 50_000, None),
        ("漢字仮名交じり文。" * 11_000, None),
        ("word and " * 11_000, None),
        ("x" * 100_000, 1),  # more than 100 letters are one unknown word to the tokenizer
        ("\n" * 100_000 + "end", 1),
    ],
    ids=["sentences", "no-stops", "chinese", "no-sentences", "one-word", "blank"],
)
def test_a_hundred_thousand_characters_are_counted_a_few_times_only(text: str, chunks: int | None) -> None:
    counted = 0

    def count(part: str) -> int:
        nonlocal counted
        counted += len(part)
        return WORDPIECES(part)

    spans = SentenceChunker(count=count).spans(text)
    assert counted < 12 * len(text)
    assert chunks is None or len(spans) == chunks


def test_a_hundred_thousand_letters_without_a_border_are_cut_by_letters() -> None:
    assert assert_properties("x" * 100_000, len, 250, 10) == 512  # halved until at most 250: 2**9 parts of 195 or 196


@pytest.mark.parametrize("text", ["She sells sea shells. " * 500, "漢字" * 2_500, "word and " * 1_000])
def test_the_defaults_keep_what_they_say(text: str) -> None:
    assert assert_properties(text, WORDPIECES, 256, 32) > 1
