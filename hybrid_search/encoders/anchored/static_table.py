"""How frequent each dimension is in texts at large: what is believed of a collection before it is counted."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO
from os import PathLike

import numpy as np
import numpy.typing as npt

from hybrid_search.encoders.exact_words import FIRST_EXACT
from hybrid_search.encoders.statistics import CollectionStatistics, listed
from hybrid_search.errors import CorruptWeights, InvalidInput

_LEAST = np.finfo(np.float16).smallest_subnormal


@dataclass(frozen=True, slots=True, eq=False)
class StaticTable:
    """The share of documents that each dimension occurs in.

    Attributes:
        dimensions: uint32[n], sorted and unique.
        probabilities: float16[n], above 0, at most 1.
        unlisted: The share of a dimension that is not listed, from 0 to 1.

    Raises:
        InvalidInput: if one of these rules is broken.
    """

    dimensions: npt.NDArray[np.uint32]
    probabilities: npt.NDArray[np.float16]
    unlisted: float = 0.0

    def __post_init__(self) -> None:
        dimensions, probabilities = self.dimensions, self.probabilities
        if dimensions.dtype != np.uint32 or probabilities.dtype != np.float16:
            raise InvalidInput(
                f"StaticTable: dimensions are {dimensions.dtype} and probabilities {probabilities.dtype}; "
                "they must be uint32 and float16"
            )
        if dimensions.ndim != 1 or dimensions.shape != probabilities.shape:
            raise InvalidInput(
                f"StaticTable: dimensions have shape {dimensions.shape} and probabilities {probabilities.shape}; "
                "both must be one-dimensional and of one length"
            )
        if (dimensions[1:] <= dimensions[:-1]).any():
            raise InvalidInput("StaticTable: dimensions must be sorted and unique")
        if not ((probabilities > 0) & (probabilities <= 1)).all() or not 0 <= self.unlisted <= 1:
            raise InvalidInput("StaticTable: every probability must be above 0 and at most 1, and unlisted from 0 to 1")

    @classmethod
    def empty(cls) -> StaticTable:
        """Knows nothing: every dimension is as rare as can be."""
        return cls(np.empty(0, np.uint32), np.empty(0, np.float16))

    @classmethod
    def of(cls, statistics: CollectionStatistics, size: int = 65_536) -> StaticTable:
        """The *size* most frequent dimensions of counted documents; the others share their average.

        Raises:
            InvalidInput: if no document was counted, or *size* is below 1.
        """
        if not statistics.documents or size < 1:
            raise InvalidInput(
                f"StaticTable: {statistics.documents} documents and a size of {size}; both must be at least 1"
            )
        order = np.lexsort((statistics.dimensions, -statistics.frequencies))
        kept, others = np.sort(order[:size]), statistics.frequencies[order[size:]]
        unlisted = float(others.mean()) if len(others) else statistics.unlisted / 2
        shares = (statistics.frequencies[kept] / statistics.documents).astype(np.float16)
        return cls(statistics.dimensions[kept], np.maximum(shares, _LEAST), unlisted / statistics.documents)

    @classmethod
    def load(cls, npz: bytes) -> StaticTable:
        """The table that :meth:`save` wrote; never unpickles.

        Raises:
            CorruptWeights: if the bytes are something else.
        """
        try:
            with np.load(BytesIO(npz), allow_pickle=False) as arrays:
                return cls(arrays["dimensions"], arrays["probabilities"], float(arrays["unlisted"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile) as error:
            raise CorruptWeights(f"the bytes are no table written by StaticTable.save ({error})") from error

    def save(self, path: str | PathLike[str]) -> None:
        """Write the table as npz; equal tables give equal bytes."""
        with open(path, "wb") as file:  # noqa: PTH123  # np.savez_compressed would append .npz to a path
            np.savez_compressed(
                file,
                dimensions=self.dimensions,
                probabilities=self.probabilities,
                unlisted=np.float64(self.unlisted),
            )

    @property
    def knows_learned(self) -> bool:
        """Whether a learned dimension is listed."""
        return bool(len(self.dimensions)) and int(self.dimensions[0]) < FIRST_EXACT

    def probability(self, indices: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
        """float64[m]: the share of each of *indices*."""
        return listed(self.dimensions, self.probabilities, indices, self.unlisted)
