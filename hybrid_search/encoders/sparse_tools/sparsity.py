"""How sparse a list of vectors is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hybrid_search.types import SparseVector


@dataclass(frozen=True, slots=True)
class Sparsity:
    """Statistics over vectors; every number is 0 where there is none, but *ratio*.

    Attributes:
        vectors: How many there are.
        empty: How many of them have no non-zero and match nothing.
        mean_nonzeros: Non-zeros of a vector, on average.
        median_nonzeros: Half of the vectors have at most so many.
        min_nonzeros: Fewest.
        max_nonzeros: Most.
        mean_weight: Mean of all non-zero weights.
        max_weight: The largest weight.
        used_dimensions: Dimensions that occur in at least one vector.
        ratio: Share of zeros, 1 - mean_nonzeros / dimensions; None where the dimensions are not known.
    """

    vectors: int
    empty: int
    mean_nonzeros: float
    median_nonzeros: float
    min_nonzeros: int
    max_nonzeros: int
    mean_weight: float
    max_weight: float
    used_dimensions: int
    ratio: float | None


def sparsity(vectors: Sequence[SparseVector], dimensions: int | None = None) -> Sparsity:
    """Statistics over *vectors*.

    Args:
        vectors: For instance the sparse half of :class:`~hybrid_search.encoders.base.Encoded`.
        dimensions: Size of the vocabulary, for *ratio*.
    """
    nonzeros = np.array([len(vector) for vector in vectors] or [0])
    weights = np.concatenate([np.empty(0), *(vector.values for vector in vectors)])
    indices = np.concatenate([np.empty(0, np.uint32), *(vector.indices for vector in vectors)])
    mean = float(nonzeros.mean())
    return Sparsity(
        vectors=len(vectors),
        empty=sum(len(vector) == 0 for vector in vectors),
        mean_nonzeros=mean,
        median_nonzeros=float(np.median(nonzeros)),
        min_nonzeros=int(nonzeros.min()),
        max_nonzeros=int(nonzeros.max()),
        mean_weight=float(weights.mean()) if weights.size else 0.0,
        max_weight=float(weights.max()) if weights.size else 0.0,
        used_dimensions=int(np.unique(indices).size),
        ratio=1 - mean / dimensions if dimensions else None,
    )
