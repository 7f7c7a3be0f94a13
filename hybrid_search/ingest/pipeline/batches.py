"""Rows into batches of like length, by tokens."""

from __future__ import annotations

from collections.abc import Sequence

from hybrid_search.connectors.base import Row
from hybrid_search.encoders import Encoder
from hybrid_search.encoders.lengths import document_lengths

TOKENS = 8_192
"""Of a batch at most, padding included: 64 rows of 128 tokens, 32 of 256, which is the most that the default encoder
reads. So a batch takes about as long whatever the texts are, and what a model holds for one is bounded."""

Batch = Sequence[Row]


def batches(encoder: Encoder, rows: Sequence[Row], most: int, tokens: int = TOKENS) -> Sequence[Batch]:
    """Cut rows into batches, longest texts first, so that the last batches of several processes are short.

    Args:
        encoder: Says how long texts are.
        rows: In any order; those of one length keep theirs.
        most: Rows of a batch at most.
        tokens: The longest row's tokens times the rows of a batch, at most; a longer row is a batch by itself.
    """
    lengths = document_lengths(encoder, [row.text for row in rows])
    order = sorted(range(len(rows)), key=lambda place: -lengths[place])
    cut: list[list[Row]] = []
    longest = 0
    for place in order:
        if not cut or len(cut[-1]) >= most or longest * (len(cut[-1]) + 1) > tokens:
            cut.append([])
            longest = lengths[place]
        cut[-1].append(rows[place])
    return cut
