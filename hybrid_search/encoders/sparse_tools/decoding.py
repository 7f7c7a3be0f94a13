"""A sparse vector as words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hybrid_search.encoders.base import Encoder
from hybrid_search.types import SparseVector
from hybrid_search.types.explanation import TokenKind


@dataclass(frozen=True, slots=True)
class TokenWeight:
    """One dimension of a vector.

    Attributes:
        token: The dimension as text, as the encoder decodes it.
        weight: Its weight.
        index: Its id.
        kind: "learned" or "exact", as in :class:`~hybrid_search.encoders.base.TokenText`.
    """

    token: str
    weight: float
    index: int
    kind: TokenKind


def top_tokens(encoder: Encoder, vector: SparseVector, k: int | None = 10) -> list[TokenWeight]:
    """The *k* largest weights with their tokens, largest first; the lower dimension first among equals.

    Args:
        encoder: The one that made the vector.
        vector: Of a query or a document.
        k: How many; None is all.
    """
    order = np.lexsort((vector.indices, -vector.values))[:k]
    indices = vector.indices[order].tolist()
    return [
        TokenWeight(token.text, weight, index, token.kind)
        for token, weight, index in zip(encoder.decode(indices), vector.values[order].tolist(), indices, strict=True)
    ]
