"""Filters by evaluation: the meaning itself."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hybrid_search.connectors.memory.schema import Columns
from hybrid_search.filters import Filter, matches


def matching(columns: Columns, where: Filter) -> npt.NDArray[np.bool_]:
    """bool[n]: which rows match."""
    return np.fromiter((matches(where, row.values()) for row in columns.rows), dtype=bool, count=len(columns.rows))
