"""What encoders do with their limits, the same way everywhere."""

from __future__ import annotations

from collections.abc import Iterable

from hybrid_search.types import SparseVector


def capped(vectors: Iterable[SparseVector], limit: int) -> tuple[list[SparseVector], list[int]]:
    """Keep the *limit* largest weights of each vector.

    Returns:
        The vectors in their order, and how many weights were dropped of each.
    """
    kept: list[SparseVector] = []
    dropped: list[int] = []
    for vector in vectors:
        kept.append(vector.capped(limit))
        dropped.append(len(vector) - len(kept[-1]))
    return kept, dropped


def lower_limit(first: int | None, second: int | None) -> int | None:
    """The lower of two limits, where None is no limit: up to it, both halves of an encoder read everything."""
    return min((limit for limit in (first, second) if limit is not None), default=None)
