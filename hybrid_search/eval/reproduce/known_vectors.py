"""An encoder that knows the vectors already, so that an index can be filled without a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from hybrid_search.encoders import Encoded, Fingerprint, Limits, TokenText
from hybrid_search.encoders.rrf_default import RRF_60
from hybrid_search.errors import Unsupported
from hybrid_search.eval.reproduce.vectors import Vectors
from hybrid_search.types import FusionSpec


class KnownVectors:
    """Looks texts up; each must be one of those that it was made with.

    Args:
        documents: Texts in the order of *document_vectors*; a text that comes twice has one vector.
        document_vectors: Of these.
        queries: Texts in the order of *query_vectors*.
        query_vectors: Of these.
    """

    name = "vectors encoded before"
    has_sparse = True
    limits = Limits()
    recommended_fusion: FusionSpec = RRF_60

    def __init__(
        self, documents: Sequence[str], document_vectors: Vectors, queries: Sequence[str], query_vectors: Vectors
    ) -> None:
        self._documents = {text: place for place, text in enumerate(documents)}
        self._queries = {text: place for place, text in enumerate(queries)}
        self._document_vectors, self._query_vectors = document_vectors, query_vectors
        self.fingerprint: Fingerprint = {"encoder": self.name}
        self.dims: int | None = document_vectors.dense.shape[1]

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        """See :class:`hybrid_search.encoders.Encoder`."""
        return _picked(self._document_vectors, self._documents, texts)

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        """See :class:`hybrid_search.encoders.Encoder`."""
        return _picked(self._query_vectors, self._queries, texts)

    def decode(self, indices: Sequence[int]) -> list[TokenText]:
        """Refused: the model's vocabulary is not here.

        Raises:
            Unsupported: always.
        """
        raise Unsupported(f"{self.name} have no vocabulary, so the {len(indices)} dimensions cannot be decoded")


def _picked(vectors: Vectors, places: Mapping[str, int], texts: Sequence[str]) -> Encoded:
    picked = [places[text] for text in texts]
    return Encoded([vectors.sparse[place] for place in picked], vectors.dense[np.array(picked, np.intp)])
