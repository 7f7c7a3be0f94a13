"""The default encoder, and how often it was called."""

from __future__ import annotations

from collections.abc import Sequence

from hybrid_search import OnePassEncoder
from hybrid_search.encoders import Encoded


class Counting(OnePassEncoder):
    """Counts the encodings of queries."""

    def __init__(self) -> None:
        super().__init__()
        self.encodings = 0

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        self.encodings += 1
        return super().encode_queries(texts)
