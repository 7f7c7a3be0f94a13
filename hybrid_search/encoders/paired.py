"""``PairedEncoder``: the sparse half of one encoder with the dense half of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import add

from hybrid_search.encoders.base import Encoded, Encoder, Fingerprint, Limits, TokenText
from hybrid_search.encoders.facets import NamesWords
from hybrid_search.encoders.lengths import document_lengths
from hybrid_search.encoders.limits import lower_limit
from hybrid_search.encoders.rrf_default import RRF_60
from hybrid_search.encoders.statistics import CollectionStatistics, adaptive
from hybrid_search.errors import InvalidInput
from hybrid_search.types import FusionSpec, SparseVector


class PairedEncoder:
    """Two encoders as one, for instance BM25 for the words and a sentence embedding for the meaning.

    Each text is encoded by both; what their other halves would return is left out, so an encoder that computes both at
    once is paid in full.

    Args:
        sparse: Gives the sparse vectors, and decodes them.
        dense: Gives the dense vectors.
        recommended_fusion: The fusion that suits the pair; None is reciprocal rank fusion with k = 60.

    Raises:
        InvalidInput: if *sparse* has no sparse half or *dense* no dense half.
    """

    def __init__(self, sparse: Encoder, dense: Encoder, recommended_fusion: FusionSpec | None = None) -> None:
        if not sparse.has_sparse:
            raise InvalidInput(f"PairedEncoder: sparse={sparse.name!r} returns no sparse vectors; give one that does")
        if dense.dims is None:
            raise InvalidInput(f"PairedEncoder: dense={dense.name!r} returns no dense vectors; give one that does")
        self._sparse = sparse
        self._dense = dense
        self._fusion = recommended_fusion or RRF_60

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self._sparse.name} + {self._dense.name}"

    @property
    def dims(self) -> int | None:
        """Dimensions of the dense half's vectors."""
        return self._dense.dims

    @property
    def has_sparse(self) -> bool:
        """Always."""
        return True

    @property
    def limits(self) -> Limits:
        """Tokens: the lower limit of the two, up to which both read everything. Non-zeros: the sparse half's."""
        sparse, dense = self._sparse.limits, self._dense.limits
        return Limits(
            lower_limit(sparse.document_tokens, dense.document_tokens),
            lower_limit(sparse.query_tokens, dense.query_tokens),
            sparse.document_nonzeros,
            sparse.query_nonzeros,
        )

    @property
    def fingerprint(self) -> Fingerprint:
        """Both fingerprints, under ``sparse.`` and ``dense.``."""
        halves = {"sparse": self._sparse.fingerprint, "dense": self._dense.fingerprint}
        return {"encoder": "paired"} | {
            f"{half}.{key}": value for half, fingerprint in halves.items() for key, value in fingerprint.items()
        }

    @property
    def recommended_fusion(self) -> FusionSpec:
        """As given."""
        return self._fusion

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        """Vectors of *texts* as documents; each half counts its own truncation, and they are summed."""
        return _joined(self._sparse.encode_documents(texts), self._dense.encode_documents(texts), len(texts))

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        """Vectors of *texts* as queries."""
        return _joined(self._sparse.encode_queries(texts), self._dense.encode_queries(texts), len(texts))

    def document_tokens(self, texts: Sequence[str]) -> list[int]:
        """Of the half that reads more of a text."""
        halves = (document_lengths(half, texts) for half in (self._sparse, self._dense))
        return list(map(max, *halves))

    def decode(self, indices: Sequence[int]) -> list[TokenText]:
        """What the sparse half says."""
        return self._sparse.decode(indices)

    @property
    def adapts(self) -> bool:
        """As the sparse half does."""
        return adaptive(self._sparse) is not None

    def adapt_queries(self, queries: Sequence[SparseVector], statistics: CollectionStatistics) -> list[SparseVector]:
        """What the sparse half makes of them."""
        sparse = adaptive(self._sparse)
        return list(queries) if sparse is None else sparse.adapt_queries(queries, statistics)

    def exact_texts(self, text: str) -> Mapping[int, str]:
        """What the sparse half names."""
        return self._sparse.exact_texts(text) if isinstance(self._sparse, NamesWords) else {}


def _joined(sparse: Encoded, dense: Encoded, texts: int) -> Encoded:
    of_sparse, of_dense = sparse.truncations(texts), dense.truncations(texts)
    each = None if of_sparse is None or of_dense is None else list(map(add, of_sparse, of_dense))
    return Encoded(sparse.sparse, dense.dense, sparse.truncation + dense.truncation, each)
