"""What chunks are put together from: sentences, and parts of those that are too long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from hybrid_search.ingest.chunking.segments import Segments

Count = Callable[[str], int]
"""Tokens of a text."""


class Piece(NamedTuple):
    """A span of characters, and how many tokens it counts by itself."""

    start: int
    end: int
    tokens: int


def pieces(text: str, segments: Segments, count: Count, max_tokens: int) -> Iterator[Piece]:
    """Pieces that cover all of *text* but white space, in its order, none longer than *max_tokens*.

    A longer sentence comes as its words, and a longer word as halves, their halves and so on down to one user-perceived
    character, which stays whole whatever it counts.
    """
    for start, end in segments.sentences(text):
        sentence = _piece(text, start, end, count)
        if sentence.tokens <= max_tokens:
            yield sentence
            continue
        for left, right in segments.words(text[start:end]):
            word = _piece(text, start + left, start + right, count)
            if word.tokens <= max_tokens:
                yield word
            else:
                yield from _halves(text, word, segments, count, max_tokens)


def _halves(text: str, word: Piece, segments: Segments, count: Count, max_tokens: int) -> Iterator[Piece]:
    ends = segments.characters(text[word.start : word.end])
    borders = [word.start, *(word.start + end for end in ends)]
    unread = [(0, len(ends))]
    while unread:
        first, last = unread.pop()
        piece = _piece(text, borders[first], borders[last], count)
        if last - first == 1 or piece.tokens <= max_tokens:
            yield piece
        else:
            middle = (first + last) // 2
            unread += [(middle, last), (first, middle)]


def _piece(text: str, start: int, end: int, count: Count) -> Piece:
    return Piece(start, end, count(text[start:end]))
