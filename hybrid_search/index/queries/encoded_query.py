"""One query's part of what an encoder returned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hybrid_search.encoders import Encoded
from hybrid_search.types import DenseVector, SparseVector, Truncation


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """The vectors of one query, before any statistics; many searches share it.

    Attributes:
        sparse: None from an encoder without a sparse half.
        dense: float32[dims], read-only; None from an encoder without a dense half.
        truncation: What was lost of this query.
    """

    sparse: SparseVector | None
    dense: DenseVector | None
    truncation: Truncation


def split(encoded: Encoded, texts: int, dims: int | None) -> list[EncodedQuery] | None:
    """Its parts; None if they cannot be told apart, or something is wrong with them, which the search then says.

    Args:
        encoded: What the encoder returned.
        texts: For how many texts.
        dims: Of its dense vectors; None without a dense half, and what it returns as one is then left out.
    """
    each, sparse = encoded.truncations(texts), encoded.sparse
    dense = None if dims is None else encoded.dense
    if each is None or len(each) != texts or (sparse is not None and len(sparse) != texts):
        return None
    if dense is not None and not _is_sound(dense, (texts, dims)):
        return None
    return [
        EncodedQuery(
            None if sparse is None else sparse[place],
            None if dense is None else _read_only(dense[place].copy()),
            each[place],
        )
        for place in range(texts)
    ]


def join(queries: Sequence[EncodedQuery]) -> Encoded:
    """The parts as an encoder would return them."""
    sparse = [one.sparse for one in queries if one.sparse is not None]
    dense = [one.dense for one in queries if one.dense is not None]
    return Encoded.of(sparse or None, np.stack(dense) if dense else None, [one.truncation for one in queries])


def _is_sound(dense: object, shape: tuple[int, int | None]) -> bool:
    return isinstance(dense, np.ndarray) and dense.shape == shape and bool(np.isfinite(dense).all())


def _read_only(vector: DenseVector) -> DenseVector:
    vector.flags.writeable = False
    return vector
