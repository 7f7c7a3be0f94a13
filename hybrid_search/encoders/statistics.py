"""What a collection tells about its dimensions, and the encoders that listen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from hybrid_search.encoders.base import Encoder
from hybrid_search.types import SparseVector


@dataclass(frozen=True, slots=True)
class CollectionStatistics:
    """In how many documents of a collection each sparse dimension occurs; approximate.

    A dimension occurs in a document if the document's stored sparse vector has it, learned or exact.

    Attributes:
        documents: Documents counted, at least 0.
        dimensions: uint32[n], sorted and unique.
        frequencies: int64[n], from 1 to *documents*.
        unlisted: Upper bound on the frequency of a dimension that is not listed; 0 where all are listed.
    """

    documents: int
    dimensions: npt.NDArray[np.uint32]
    frequencies: npt.NDArray[np.int64]
    unlisted: int = 0

    @classmethod
    def empty(cls) -> CollectionStatistics:
        """Of no documents."""
        return cls(0, np.empty(0, np.uint32), np.empty(0, np.int64))

    @classmethod
    def of(cls, vectors: Iterable[SparseVector]) -> CollectionStatistics:
        """Count stored document vectors."""
        indices = [vector.indices for vector in vectors]
        joined = np.concatenate(indices) if indices else np.empty(0, np.uint32)
        dimensions, counts = np.unique(joined, return_counts=True)
        return cls(len(indices), dimensions, counts.astype(np.int64))

    def frequency(self, indices: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
        """int64[m]: the frequency of each of *indices*; 0 for one that is not listed."""
        return listed(self.dimensions, self.frequencies, indices, 0).astype(np.int64)

    def expected(self, indices: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
        """float64[m]: the frequency of each of *indices*; half of the bound *unlisted* for one that is not listed."""
        return listed(self.dimensions, self.frequencies, indices, self.unlisted / 2)


def listed(
    dimensions: npt.NDArray[np.uint32],
    numbers: npt.NDArray[np.int64] | npt.NDArray[np.float16],
    indices: npt.NDArray[np.uint32],
    otherwise: float,
) -> npt.NDArray[np.float64]:
    """float64[m]: of each of *indices*, its one of *numbers*, or *otherwise* where the sorted *dimensions* lack it."""
    places = np.searchsorted(dimensions, indices)
    known = places < len(dimensions)
    known[known] = dimensions[places[known]] == indices[known]
    found = np.full(len(indices), otherwise)
    found[known] = numbers[places[known]]
    return found


@runtime_checkable
class Adaptive(Protocol):
    """An encoder whose query weights follow the collection; document vectors never depend on it."""

    @property
    def adapts(self) -> bool:
        """Whether they do as it is set up; if not, an index counts nothing for it."""
        ...

    def adapt_queries(self, queries: Sequence[SparseVector], statistics: CollectionStatistics) -> list[SparseVector]:
        """Query vectors for a collection.

        Args:
            queries: As ``encode_queries`` made them, for a collection that nothing is known of.
            statistics: Of the collection.

        Returns:
            The same dimensions, each weight multiplied by a positive factor.
        """
        ...


def adaptive(encoder: Encoder) -> Adaptive | None:
    """*encoder*, if it has sparse query weights and they follow the collection."""
    return encoder if encoder.has_sparse and isinstance(encoder, Adaptive) and encoder.adapts else None
