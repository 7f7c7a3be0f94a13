"""Vectors made beforehand, so that a search costs no encoding."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

import numpy as np

from hybrid_search import SparseVector
from hybrid_search.encoders import Encoded, Fingerprint, Limits, TokenText
from hybrid_search.types import FusionSpec

DIMS, NONZEROS, QUERY_NONZEROS, VOCABULARY = 384, 120, 32, 30_000


class ReadyVectors:
    """An encoder of random vectors; :attr:`query` is what it returns for any query."""

    name, dims, has_sparse, limits = "ready", DIMS, True, Limits()
    fingerprint: Fingerprint = MappingProxyType({"name": "ready"})
    recommended_fusion = FusionSpec("rrf", {"k": 60})

    def __init__(self) -> None:
        self._random = np.random.default_rng(7)
        self.query = self._vectors(1, QUERY_NONZEROS)

    def renew(self) -> None:
        """Another query."""
        self.query = self._vectors(1, QUERY_NONZEROS)

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        return self._vectors(len(texts), NONZEROS)

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        return self.query

    def decode(self, indices: Sequence[int]) -> list[TokenText]:
        return [TokenText(f"#{index}", "learned") for index in indices]

    def _vectors(self, count: int, nonzeros: int) -> Encoded:
        sparse = [
            SparseVector(
                np.sort(self._random.choice(VOCABULARY, nonzeros, replace=False)).astype(np.uint32),
                self._random.gamma(2.0, 0.5, nonzeros).astype(np.float32) + np.float32(0.01),
            )
            for _ in range(count)
        ]
        return Encoded(sparse, self._random.standard_normal((count, DIMS)).astype(np.float32))
