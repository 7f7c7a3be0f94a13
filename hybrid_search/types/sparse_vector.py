"""The sparse vector: what a SPLADE-like encoder returns and every connector stores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hybrid_search.errors import InvalidVector

_MIN_NORMAL = np.float32(np.finfo(np.float32).tiny)
_DROPPED_BITS = 15  # float32 keeps 24 significant bits, Lucene's FeatureField 9


@dataclass(frozen=True, slots=True, eq=False)
class SparseVector:
    """Token ids and their positive weights, in the only form that all backends accept.

    Attributes:
        indices: uint32[n], sorted ascending, unique.
        values: float32[n], finite, greater than 0, at least 1.18e-38 (Lucene rejects subnormal weights).

    Raises:
        InvalidVector: if the arrays break one of these rules. :meth:`from_pairs` repairs what can be repaired.
    """

    indices: npt.NDArray[np.uint32]
    values: npt.NDArray[np.float32]

    def __post_init__(self) -> None:
        indices, values = np.asarray(self.indices), np.asarray(self.values)
        if indices.ndim != 1 or indices.shape != values.shape:
            raise InvalidVector(
                f"sparse vector: indices have shape {indices.shape} and values {values.shape}; "
                "both must be one-dimensional and of one length"
            )
        if indices.dtype != np.uint32:
            indices = _as_uint32(indices)
        values = _as_float32(values)
        if (values < _MIN_NORMAL).any():
            raise InvalidVector(
                f"sparse vector: weight {values.min()} is below {_MIN_NORMAL:.3g}, the smallest that every backend "
                "stores; use SparseVector.from_pairs to drop zeros"
            )
        if indices.size > 1 and not (indices[1:] > indices[:-1]).all():
            raise InvalidVector(
                "sparse vector: indices must be sorted and unique; use SparseVector.from_pairs to sort and sum them"
            )
        indices = indices.copy() if indices.flags.writeable else indices
        indices.flags.writeable = False
        values.flags.writeable = False
        object.__setattr__(self, "indices", indices)
        object.__setattr__(self, "values", values)

    @classmethod
    def from_pairs(cls, pairs: Iterable[tuple[int, float]] | Mapping[int, float]) -> SparseVector:
        """Build a vector from (token id, weight) pairs in any order.

        Weights of one id are summed, smallest first, so that the order of the pairs changes nothing; sums that are
        zero, or too small for a normal float32, are dropped.

        Raises:
            InvalidVector: if a weight is negative or not finite, or an id is outside uint32.
        """
        items = list(pairs.items() if isinstance(pairs, Mapping) else pairs)
        if not items:
            return cls.empty()
        ids = _as_uint32(np.asarray([index for index, _ in items]))
        weights = _finite([weight for _, weight in items], np.float64)
        if (weights < 0).any():
            worst = int(weights.argmin())
            raise InvalidVector(
                f"sparse vector: token {ids[worst]} has the negative weight {weights[worst]}; "
                "weights must be 0 or above, since not every backend stores negative ones"
            )
        order = np.lexsort((weights, ids))
        unique, starts = np.unique(ids[order], return_index=True)
        values = _as_float32(np.add.reduceat(weights[order], starts))
        keep = values >= _MIN_NORMAL
        return cls(unique[keep], values[keep])

    @classmethod
    def empty(cls) -> SparseVector:
        """A vector without any weight: it matches nothing."""
        return cls(np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.float32))

    def __len__(self) -> int:
        """Number of non-zeros."""
        return int(self.indices.size)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SparseVector):
            return NotImplemented
        return np.array_equal(self.indices, other.indices) and np.array_equal(self.values, other.values)

    def __hash__(self) -> int:
        return hash((self.indices.tobytes(), self.values.tobytes()))

    def __reduce__(self) -> tuple[type[SparseVector], tuple[npt.NDArray[np.uint32], npt.NDArray[np.float32]]]:
        return type(self), (self.indices, self.values)  # NumPy would give a copy writeable arrays

    def __repr__(self) -> str:
        head = ", ".join(f"{i}: {v:.4g}" for i, v in zip(self.indices[:4], self.values[:4], strict=True))
        return f"SparseVector({len(self)} non-zeros: {{{head}{', …' if len(self) > 4 else ''}}})"

    def to_dict(self) -> dict[int, float]:
        """Token id to weight, as Python numbers."""
        return dict(zip(self.indices.tolist(), self.values.tolist(), strict=True))

    def dot(self, other: SparseVector) -> float:
        """Dot product, summed in float64."""
        _, mine, theirs = np.intersect1d(self.indices, other.indices, assume_unique=True, return_indices=True)
        return float(self.values[mine].astype(np.float64) @ other.values[theirs].astype(np.float64))

    def rounded(self) -> SparseVector:
        """The vector with each weight rounded to 9 significant bits (relative error at most 2**-9).

        Lucene's FeatureField keeps 9 bits and truncates the rest; after this rounding its truncation changes nothing,
        so Elasticsearch and OpenSearch score exactly as the other backends do.
        Source: FeatureField in the Lucene API documentation.
        """
        half = np.uint32(1 << (_DROPPED_BITS - 1))
        bits = self.values.view(np.uint32) + half  # cannot overflow: positive floats leave the top bit free
        bits = (bits >> np.uint32(_DROPPED_BITS)) << np.uint32(_DROPPED_BITS)
        largest = np.uint32(0x7F7F8000)  # the largest finite float32 with 9 significant bits
        return SparseVector(self.indices, np.minimum(bits, largest).view(np.float32))

    def capped(self, limit: int) -> SparseVector:
        """The *limit* largest weights; among equal weights the lower token id stays."""
        if len(self) <= limit:
            return self
        order = np.lexsort((self.indices, -self.values))[:limit]
        order.sort()
        return SparseVector(self.indices[order], self.values[order])


def _as_float32(values: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    with np.errstate(over="ignore"):  # what does not fit becomes infinite, and is refused
        return _finite(values, np.float32)


def _finite(values: npt.ArrayLike, dtype: type[np.floating[Any]]) -> npt.NDArray[Any]:
    try:
        numbers = np.array(values, dtype=dtype)
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidVector(f"sparse vector: the weights must be numbers ({error})") from None
    if not np.isfinite(numbers).all():
        raise InvalidVector("sparse vector: a weight is NaN, or too large for float32; every weight must be finite")
    return numbers


def _as_uint32(ids: npt.NDArray[Any]) -> npt.NDArray[np.uint32]:
    if ids.size and ids.dtype.kind not in "iu":
        raise InvalidVector(f"sparse vector: token ids are {ids.dtype}; they must be whole numbers from 0 to 2**32 - 1")
    if ids.size and (int(ids.min()) < 0 or int(ids.max()) > 0xFFFFFFFF):
        raise InvalidVector(
            f"sparse vector: token ids run from {ids.min()} to {ids.max()}; they must lie between 0 and 2**32 - 1"
        )
    return ids.astype(np.uint32)
