"""Scores of every query with every document, a block of queries at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse

from hybrid_search.encoders.bm25 import BM25Encoder
from hybrid_search.types import SparseVector

Floats = npt.NDArray[np.float32]


class Leg(Protocol):
    """One way to score."""

    def scores(self, queries: slice) -> Floats:
        """float32[queries, documents]."""
        ...


@dataclass(frozen=True, slots=True)
class DenseLeg:
    """Cosine.

    Attributes:
        queries: float32[queries, dims], unit length.
        documents: float32[documents, dims], unit length.
    """

    queries: Floats
    documents: Floats

    def scores(self, queries: slice) -> Floats:
        """See :meth:`Leg.scores`."""
        return self.queries[queries] @ self.documents.T


@dataclass(frozen=True, slots=True)
class SparseLeg:
    """The dot product of sparse vectors.

    Attributes:
        queries: CSR float32[queries, dimensions].
        documents: CSR float32[documents, dimensions].
    """

    queries: sparse.csr_array
    documents: sparse.csr_array

    def scores(self, queries: slice) -> Floats:
        """See :meth:`Leg.scores`."""
        found: Floats = (self.queries[queries] @ self.documents.T).toarray()
        return found

    def between(self, queries: npt.NDArray[np.int64], documents: npt.NDArray[np.int64]) -> Floats:
        """float32[queries, documents] of some of both."""
        found: Floats = (self.queries[queries] @ self.documents[documents].T).toarray()
        return found

    @classmethod
    def of(cls, queries: Iterable[SparseVector], documents: Iterable[SparseVector]) -> SparseLeg:
        """The leg of these vectors, on the dimensions that a document has."""
        found = list(documents)
        dimensions = np.unique(np.concatenate([vector.indices for vector in found]))
        return cls(_rows(queries, dimensions), _rows(found, dimensions))


def bm25_leg(queries: Sequence[str], documents: Sequence[str]) -> SparseLeg:
    """BM25 with the statistics of *documents*."""
    encoder = BM25Encoder.fit(documents, keep_words=False)
    return SparseLeg.of(encoder.encode_queries(queries).sparse or (), encoder.encode_documents(documents).sparse or ())


def _rows(vectors: Iterable[SparseVector], dimensions: npt.NDArray[np.uint32]) -> sparse.csr_array:
    columns: list[npt.NDArray[np.int64]] = []
    values: list[Floats] = []
    for vector in vectors:
        places = np.minimum(np.searchsorted(dimensions, vector.indices), len(dimensions) - 1)
        known = dimensions[places] == vector.indices
        columns.append(places[known])
        values.append(vector.values[known])
    bounds = np.concatenate([[0], np.cumsum([len(row) for row in columns])])
    shape = (len(columns), len(dimensions))
    return sparse.csr_array((np.concatenate(values), np.concatenate(columns), bounds), shape=shape)
