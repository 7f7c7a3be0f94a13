"""Checks of dense vectors: unit length, finite, of the index's dimension."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hybrid_search.errors import InvalidVector

DenseVector = npt.NDArray[np.float32]
"""float32[dims]; for the cosine metric always at unit length."""


def float_rows(vectors: npt.ArrayLike, dims: int, name: str) -> DenseVector:
    """The vectors as float32[n, dims], their values unchecked.

    Args:
        vectors: float[n, dims].
        dims: The dimension of the index.
        name: What the rows are ("document", "query"), for the message.

    Raises:
        InvalidVector: if they have another shape.
    """
    try:
        with np.errstate(over="ignore"):  # what does not fit becomes infinite, and is a fault of its row
            rows = np.asarray(vectors, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise InvalidVector(f"dense {name} vectors must be rows of {dims} numbers ({error})") from None
    if rows.ndim != 2 or rows.shape[1] != dims:
        raise InvalidVector(f"dense {name} vectors have shape {rows.shape}; this index takes {dims} dimensions")
    return rows


def row_faults(rows: DenseVector) -> dict[int, str]:
    """Row number to why no backend may have the row: NaN, infinity, or no direction (all zeros)."""
    unbounded = np.flatnonzero(~np.isfinite(rows).all(axis=1)).tolist()
    zeros = np.flatnonzero(~rows.any(axis=1)).tolist()
    return dict.fromkeys(unbounded, "holds NaN or infinity; every number must be finite") | dict.fromkeys(
        zeros, "is all zeros and has no direction to compare"
    )


def unit_rows(vectors: npt.ArrayLike, dims: int, name: str, labels: Sequence[str] = ()) -> DenseVector:
    """Bring the rows of float[n, dims] to unit length, as float32.

    Args:
        vectors: float[n, dims].
        dims: The dimension of the index.
        name: What the rows are ("document", "query"), for the message.
        labels: What each row is called there; its number if not given.

    Raises:
        InvalidVector: if the shape is wrong, a number is not finite, or a row is all zeros (it has no direction, and
            Elasticsearch, OpenSearch and Pinecone reject it).
    """
    rows = float_rows(vectors, dims, name)
    exact = rows.astype(np.float64)
    lengths = np.sqrt(np.einsum("ij,ij->i", exact, exact))  # never over- or underflows, whatever float32 holds
    if not (np.isfinite(lengths) & (lengths > 0)).all():
        row, fault = next(iter(row_faults(rows).items()))
        raise InvalidVector(f"dense {name} vector {labels[row] if labels else row} {fault}")
    unit: DenseVector = (exact / lengths[:, None]).astype(np.float32)
    return unit
