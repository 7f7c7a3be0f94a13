"""Documents and queries with their vectors, ready in the form that each library asks for."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from benchmarks.synthetic import DIMS, Synthetic, documents, queries
from hybrid_search import Document, SparseVector
from hybrid_search.encoders import Encoded
from hybrid_search.types import DenseVector

K = 10
_NAMESPACE = uuid.UUID("5d0fbb2e-6a0f-4f26-9c43-3f1f2f2cbb60")


@dataclass(frozen=True)
class Vectors:
    """Those of one text, as arrays and as lists.

    Attributes:
        sparse: The sparse vector.
        dense: float32[384].
    """

    sparse: SparseVector
    dense: DenseVector

    @cached_property
    def numbers(self) -> list[float]:
        """The dense vector."""
        numbers: list[float] = self.dense.tolist()
        return numbers

    @cached_property
    def indices(self) -> list[int]:
        """Those of the sparse vector."""
        indices: list[int] = self.sparse.indices.tolist()
        return indices

    @cached_property
    def values(self) -> list[float]:
        """Those of the sparse vector."""
        values: list[float] = self.sparse.values.tolist()
        return values


class Ready:
    """What every contestant stores and is asked.

    Args:
        size: How many documents.
        asked: How many queries.

    Attributes:
        documents: The documents.
        queries: The queries.
        of_document: A document's text to its vectors.
        of_query: A query to its vectors.
        dims: Dimensions of the dense vectors.
        point_ids: The id of each document to that of its point, for those who leave it to the caller: UUIDs.
        of_point: The way back.
    """

    def __init__(self, size: int, asked: int) -> None:
        self.documents: Sequence[Document] = list(documents(0, size))
        self.queries: Sequence[str] = queries(asked)
        encoder, texts = Synthetic(), [document.text for document in self.documents]
        self.of_document = MappingProxyType(_by_text(texts, encoder.encode_documents(texts)))
        self.of_query = MappingProxyType(_by_text(self.queries, encoder.encode_queries(self.queries)))
        self.dims = DIMS
        self.point_ids = {one.id: str(uuid.uuid5(_NAMESPACE, one.id)) for one in self.documents}
        self.of_point = {point: id for id, point in self.point_ids.items()}


class ReadyEncoder(Synthetic):
    """An encoder of this library that looks vectors up."""

    def __init__(self, ready: Ready) -> None:
        self._ready = ready

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        return _encoded([self._ready.of_document[text] for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        return _encoded([self._ready.of_query[text] for text in texts])


def _by_text(texts: Sequence[str], encoded: Encoded) -> dict[str, Vectors]:
    assert encoded.sparse is not None
    assert encoded.dense is not None
    found = {
        text: Vectors(*pair) for text, pair in zip(texts, zip(encoded.sparse, encoded.dense, strict=True), strict=True)
    }
    for one in found.values():
        _ = one.numbers, one.indices, one.values  # so that no contestant is timed making them
    return found


def _encoded(found: Sequence[Vectors]) -> Encoded:
    return Encoded([one.sparse for one in found], np.stack([one.dense for one in found]))
