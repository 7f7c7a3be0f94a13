"""From pieces to chunks: as many as fit, the last ones again at the head of the next chunk."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial

from hybrid_search.ingest.chunking.pieces import Count, Piece
from hybrid_search.ingest.chunking.segments import Span


def packed(text: str, pieces: Sequence[Piece], count: Count, max_tokens: int, overlap_tokens: int) -> Iterator[Span]:
    """Spans of the chunks.

    Each takes as many pieces as fit. It begins with the last pieces of the one before it: as many as have at most
    *overlap_tokens* together and leave room for a piece that is new.

    What a text counts may differ from the sum of its pieces (spaces, tokens across a border), so the sums only propose
    and the text itself is counted before it is accepted. Time grows with the length of the text, not with its square.
    """
    none = count("")  # begin and end tokens, which each count brings along
    sizes = [piece.tokens - none for piece in pieces]

    def tokens(first: int, end: int) -> int:
        return count(text[pieces[first].start : pieces[end - 1].end]) - none if first < end else 0

    room = max_tokens - none
    first = new = 0
    while new < len(pieces):
        end, size = new + 1, sum(sizes[first : new + 1])
        while end < len(pieces) and size + sizes[end] <= room:
            size += sizes[end]
            end += 1
        if tokens(first, end) > room:
            candidates = range(new + 1, end)
            end = new + max(1, bisect_right(candidates, room, key=partial(tokens, first)))
            while first < new and tokens(first, end) > room:
                first += 1
        yield pieces[first].start, pieces[end - 1].end
        first, new = _overlap(sizes, first, end, overlap_tokens), end
        while tokens(first, new) > overlap_tokens:
            first += 1


def _overlap(sizes: Sequence[int], first: int, end: int, overlap_tokens: int) -> int:
    """The first of the last pieces that are at most *overlap_tokens* together; never the chunk's own first piece."""
    start, size = end, 0
    while start - 1 > first and size + sizes[start - 1] <= overlap_tokens:
        start -= 1
        size += sizes[start]
    return start
