"""What the encoder had to leave out, counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Truncation:
    """Losses of one or many encodings; they add up with ``+``.

    Attributes:
        texts: How many texts were longer than the encoder's limit.
        tokens: How many tokens of them were not read.
        weights: How many non-zero weights were dropped by the cap on non-zeros.
    """

    texts: int = 0
    tokens: int = 0
    weights: int = 0

    @classmethod
    def of(cls, tokens: int, weights: int = 0) -> Truncation:
        """Of one text."""
        return cls(int(tokens > 0), tokens, weights)

    def __add__(self, other: Truncation) -> Truncation:
        return Truncation(self.texts + other.texts, self.tokens + other.tokens, self.weights + other.weights)

    def __bool__(self) -> bool:
        return bool(self.texts or self.tokens or self.weights)
