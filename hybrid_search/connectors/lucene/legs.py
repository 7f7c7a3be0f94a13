"""What a leg asks the server, and the way back from its scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Query = Mapping[str, Any]
"""A query of the query DSL."""


@dataclass(frozen=True, slots=True)
class DenseField:
    """A dense vector field of a mapping.

    Attributes:
        path: Its full name.
        dims: Its dimensions; None if the mapping does not fix them yet.
        kind: The product's name for what scores are: its similarity or space type.
    """

    path: str
    dims: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class SparseField:
    """A sparse field of a mapping.

    Attributes:
        path: Its full name.
        kind: Its type in the mapping, such as "sparse_vector" or "rank_features".
    """

    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class LegRequest:
    """One search of an ``_msearch``.

    Attributes:
        body: What to search: its ``query`` or ``knn``; size and what hits carry are added by the caller.
        score: From the server's ``_score`` to the cosine (or the dot product of the foreign field), or the sparse dot
            product.
    """

    body: Mapping[str, Any]
    score: Callable[[float], float]


def clipped_cosine(score: float) -> float:
    """The cosine behind the score (1 + cosine) / 2, kept within [-1, 1]."""
    return max(-1.0, min(1.0, 2.0 * score - 1.0))
