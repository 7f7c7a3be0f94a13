"""What two vectors share."""

from __future__ import annotations

import numpy as np

from hybrid_search.types import SparseVector


def intersection(a: SparseVector, b: SparseVector) -> SparseVector:
    """The element-wise product: the shared dimensions, with what each adds to the dot product.

    A product too small for a normal float32 is dropped.
    """
    shared, in_a, in_b = np.intersect1d(a.indices, b.indices, assume_unique=True, return_indices=True)
    products = a.values[in_a].astype(np.float64) * b.values[in_b].astype(np.float64)
    return SparseVector.from_pairs(zip(shared.tolist(), products.tolist(), strict=True))
