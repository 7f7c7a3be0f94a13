"""A batch of torch's sparse rows as sparse vectors."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from hybrid_search.errors import InvalidVector
from hybrid_search.types import SparseVector

if TYPE_CHECKING:
    from torch import Tensor

_MIN_NORMAL = np.finfo(np.float32).tiny


def sparse_rows(batch: Tensor) -> list[SparseVector]:
    """The rows of a sparse COO tensor [n, dimensions], on the CPU; weights too small for a normal float32 are dropped.

    Raises:
        InvalidVector: if a weight is negative or not finite.
    """
    batch = batch.coalesce()
    rows, columns = batch.indices().numpy()
    values = batch.values().float().numpy()
    if (values < 0).any():
        raise InvalidVector(
            f"the model gave a token the weight {values.min()}; use a model whose sparse weights are 0 or above, "
            "since not every backend stores negative ones"
        )
    keep = ~(values < _MIN_NORMAL)  # keeps NaN, which the vector refuses
    rows, columns, values = rows[keep], columns[keep].astype(np.uint32), values[keep]
    ends = np.searchsorted(rows, np.arange(batch.shape[0] + 1))
    return [SparseVector(columns[start:end], values[start:end]) for start, end in pairwise(ends.tolist())]
