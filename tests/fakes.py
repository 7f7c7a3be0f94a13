"""Doubles that several tests share: an encoder whose vectors can be worked out by hand, and rows to store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from hybrid_search.connectors.base import Row
from hybrid_search.encoders import Encoded, Fingerprint, Limits, TokenText
from hybrid_search.encoders.statistics import CollectionStatistics
from hybrid_search.types import DenseVector, FusionSpec, SparseVector, Truncation
from hybrid_search.types.metadata import freeze

TOPICS = {"plants": 0, "light": 0, "sugar": 0, "cats": 1, "mice": 1, "milk": 1, "trains": 2, "rails": 2, "steam": 2}
WORDS = tuple(TOPICS)
"""Word *i* is the sparse dimension *i*."""


class WordEncoder:
    """Counts the nine known words; unknown ones are read and mean nothing.

    Sparse: the count of each word, twice that in a query. Dense: how many words of each of the three topics; a text
    without a known word points halfway between all of them.
    """

    def __init__(
        self, *, name: str = "words", sparse: bool = True, dense: bool = True, query_tokens: int | None = 8
    ) -> None:
        self.name = name
        self.has_sparse = sparse
        self.dims = 3 if dense else None
        self.limits = Limits(query_tokens=query_tokens)
        self.documents: list[str] = []
        """Every text that was encoded as a document."""

    @property
    def fingerprint(self) -> Fingerprint:
        return {"encoder": self.name, "dims": self.dims}

    @property
    def recommended_fusion(self) -> FusionSpec:
        return FusionSpec("rrf", MappingProxyType({"k": 60}))

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        self.documents += texts
        return self._encode(texts, None, 1.0)

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        return self._encode(texts, self.limits.query_tokens, 2.0)

    def decode(self, indices: Sequence[int]) -> list[TokenText]:
        return [TokenText(WORDS[index], "exact") for index in indices]

    def _encode(self, texts: Sequence[str], limit: int | None, weight: float) -> Encoded:
        words = [text.lower().split() for text in texts]
        lost = [0 if limit is None else max(0, len(found) - limit) for found in words]
        counts = [Counter(word for word in found[:limit] if word in TOPICS) for found in words]
        return Encoded(
            [SparseVector.from_pairs((WORDS.index(w), weight * n) for w, n in count.items()) for count in counts]
            if self.has_sparse
            else None,
            np.array([_topics(count) for count in counts], dtype=np.float32).reshape(len(counts), 3)
            if self.dims
            else None,
            Truncation(texts=sum(map(bool, lost)), tokens=sum(lost)),
        )


class AdaptiveWordEncoder(WordEncoder):
    """A WordEncoder that multiplies each query weight by 2 - p, where p is the share of documents with the word."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.adapted_to: list[CollectionStatistics] = []
        """The statistics of every call."""

    @property
    def adapts(self) -> bool:
        return True

    def adapt_queries(self, queries: Sequence[SparseVector], statistics: CollectionStatistics) -> list[SparseVector]:
        self.adapted_to.append(statistics)
        return [
            SparseVector(
                query.indices,
                np.asarray(query.values * (2 - statistics.frequency(query.indices) / statistics.documents), np.float32),
            )
            for query in queries
        ]


def frequencies(statistics: CollectionStatistics) -> dict[int, int]:
    """Dimension to frequency, as Python numbers."""
    return dict(zip(statistics.dimensions.tolist(), statistics.frequencies.tolist(), strict=True))


def _topics(counts: Mapping[str, int]) -> list[float]:
    if not counts:
        return [1.0, 1.0, 1.0]
    return [float(sum(n for word, n in counts.items() if TOPICS[word] == topic)) for topic in range(3)]


def row(
    id: str,
    *,
    text: str = "a text",
    metadata: Mapping[str, Any] | None = None,
    parent: str | None = None,
    ordinal: int = 0,
    hash: str = "h",
    sparse: Mapping[int, float] | None = None,
    dense: Sequence[float] = (1.0, 0.0, 0.0),
) -> Row:
    """A row as the index would store it: weights rounded, the dense vector at unit length, or none if it is empty."""
    vector = SparseVector.from_pairs({1: 1.0} if sparse is None else sparse).rounded()
    return Row(
        id=id,
        text=text,
        metadata=freeze(metadata or {}, f"document {id!r}"),
        parent=id if parent is None else parent,
        ordinal=ordinal,
        hash=hash,
        sparse=vector,
        dense=unit(*dense) if dense else None,
    )


def unit(*numbers: float) -> DenseVector:
    """float32[n] at unit length."""
    vector = np.array(numbers, dtype=np.float64)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)
