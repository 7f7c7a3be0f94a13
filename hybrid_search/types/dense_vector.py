"""Checks of dense vectors: unit length, finite, of the index's dimension."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hybrid_search.errors import InvalidVector

DenseVector = npt.NDArray[np.float32]
"""float32[dims]; for the cosine metric always at unit length."""


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
    try:
        with np.errstate(over="ignore"):  # what does not fit becomes infinite, and is refused
            rows = np.asarray(vectors, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise InvalidVector(f"dense {name} vectors must be rows of {dims} numbers ({error})") from None
    if rows.ndim != 2 or rows.shape[1] != dims:
        raise InvalidVector(f"dense {name} vectors have shape {rows.shape}; this index takes {dims} dimensions")
    finite = np.isfinite(rows).all(axis=1)
    if not finite.all():
        raise InvalidVector(
            f"dense {name} vector {_label(int(finite.argmin()), labels)} holds NaN or infinity; "
            "every number must be finite"
        )
    lengths = np.linalg.norm(rows.astype(np.float64), axis=1)
    if (lengths == 0).any():
        raise InvalidVector(
            f"dense {name} vector {_label(int(lengths.argmin()), labels)} is all zeros and has no direction to compare"
        )
    return np.ascontiguousarray(rows / lengths[:, None], dtype=np.float32)


def _label(row: int, labels: Sequence[str]) -> str:
    return labels[row] if labels else str(row)
