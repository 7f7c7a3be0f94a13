"""The columns that searches read, laid out of the stored rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hybrid_search.connectors.base import IndexSpec, LegQuery, Row
from hybrid_search.errors import InvalidQuery
from hybrid_search.types import SparseVector


@dataclass(frozen=True, slots=True)
class Columns:
    """An immutable snapshot of the index: rows, dense matrix and postings.

    Token ids reach 2**32, so the postings remap them: *terms* holds those in use, and the postings of ``terms[t]`` are
    ``posting_rows[starts[t]:starts[t + 1]]`` with *posting_weights* beside them.

    Attributes:
        rows: n rows.
        dense: float32[n, dims]; None without a dense field.
        terms: uint32[terms], sorted.
        starts: int64[terms + 1].
        posting_rows: int64[non-zeros], ascending within a term.
        posting_weights: float64[non-zeros].
    """

    rows: tuple[Row, ...]
    dense: npt.NDArray[np.float32] | None
    terms: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int64]
    posting_rows: npt.NDArray[np.int64]
    posting_weights: npt.NDArray[np.float64]


def lay_out(rows: Sequence[Row], spec: IndexSpec) -> Columns:
    """The columns of *rows*, in their order."""
    dense = None
    if spec.dims is not None:
        dense = np.zeros((len(rows), spec.dims), dtype=np.float32)
        for position, row in enumerate(rows):
            dense[position] = row.dense
    vectors = [row.sparse for row in rows]
    lengths = [0 if vector is None else len(vector) for vector in vectors]
    ids = np.concatenate([np.empty(0, np.uint32), *(vector.indices for vector in vectors if vector is not None)])
    weights = np.concatenate([np.empty(0, np.float32), *(vector.values for vector in vectors if vector is not None)])
    order = np.argsort(ids, kind="stable")
    terms, counts = np.unique(ids, return_counts=True)
    return Columns(
        rows=tuple(rows),
        dense=dense,
        terms=terms,
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        posting_rows=np.repeat(np.arange(len(rows)), lengths)[order],
        posting_weights=weights[order].astype(np.float64),
    )


def misfit(row: Row, spec: IndexSpec) -> str | None:
    """Why the index cannot hold the row; None if it can."""
    if row.sparse is not None and not spec.sparse:
        return "there is a sparse vector, and this index was created without a sparse field"
    found = None if row.dense is None else row.dense.shape
    wanted = None if spec.dims is None else (spec.dims,)
    if found != wanted:
        return f"the dense vector has the shape {found}; this index takes {wanted}"
    if row.dense is not None and not np.isfinite(row.dense).all():
        return "the dense vector holds NaN or infinity; every number must be finite"
    return None


def check_leg(query: LegQuery, spec: IndexSpec) -> None:
    """Check that the index has the field of a leg, and that the vector is one of it.

    Raises:
        InvalidQuery: naming the leg.
    """
    if query.leg == "sparse":
        fits = spec.sparse and isinstance(query.vector, SparseVector)
    else:
        fits = not isinstance(query.vector, SparseVector) and query.vector.shape == (spec.dims,)
    if not fits:
        raise InvalidQuery(f"the {query.leg} leg has a vector that is not of its field, or the index has no such field")
