"""What belongs to the collection and its encoder, whatever configuration searches it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from hybrid_search.encoders.sparse_tools import Sparsity, sparsity
from hybrid_search.index import HybridIndex
from hybrid_search.types import SparseVector, Truncation

SAMPLE = 2_000

_BYTES = ("bytes_on_disk", "bytes")
"""What backends call the size of an index."""


@dataclass(frozen=True, slots=True)
class CollectionCost:
    """Sizes and losses.

    Attributes:
        queries: The sparse vectors of all judged queries; None without a sparse half.
        documents: The stored sparse vectors of a sample; None as above. In both, *ratio* is the share of zeros among
            the dimensions that occur in the sample.
        flops: Expected multiplications of the sparse leg for one query and one document; None as above.
        index_bytes: What the backend says that the index takes; None where it does not tell.
        query_truncation: What the encoder could not read of the queries.
        document_truncation: The same of the documents, where they were encoded for this comparison; else None.
    """

    queries: Sparsity | None = None
    documents: Sparsity | None = None
    flops: float | None = None
    index_bytes: int | None = None
    query_truncation: Truncation = field(default_factory=Truncation)
    document_truncation: Truncation | None = None


def collection_cost(
    index: HybridIndex, queries: Mapping[str, str], *, sample: int = SAMPLE, indexed: Truncation | None = None
) -> CollectionCost:
    """Measured on *index*.

    Args:
        index: Its first documents, in the backend's own order, are the sample.
        queries: Query id to text.
        sample: Documents at most.
        indexed: What was lost when the documents were encoded, if that is known.
    """
    encoded = index.encoder.encode_queries(list(queries.values()))
    facts = index.stats().facts
    size = next((int(facts[name]) for name in _BYTES if facts.get(name) is not None), None)
    if encoded.sparse is None:
        return CollectionCost(index_bytes=size, query_truncation=encoded.truncation, document_truncation=indexed)
    stored = index.sample_vectors(sample)
    dimensions = sparsity(stored).used_dimensions or None
    return CollectionCost(
        queries=sparsity(encoded.sparse, dimensions),
        documents=sparsity(stored, dimensions),
        flops=flops(encoded.sparse, stored),
        index_bytes=size,
        query_truncation=encoded.truncation,
        document_truncation=indexed,
    )


def flops(queries: Sequence[SparseVector], documents: Sequence[SparseVector]) -> float:
    r"""Expected multiplications in the dot product of a query and a document.

    .. math:: \sum_j p_q(j) \, p_d(j)

    where p(j) is the share of the vectors that have dimension j.

    Source: Paria, Yeh, Yen, Xu, Ravikumar and Póczos, "Minimizing FLOPs to Learn Efficient Sparse Representations",
    ICLR 2020.
    """
    if not queries or not documents:
        return 0.0
    (asked, in_queries), (stored, in_documents) = _frequencies(queries), _frequencies(documents)
    _, mine, theirs = np.intersect1d(asked, stored, assume_unique=True, return_indices=True)
    return float(in_queries[mine] @ in_documents[theirs]) / (len(queries) * len(documents))


def _frequencies(vectors: Sequence[SparseVector]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.float64]]:
    dimensions, counts = np.unique(np.concatenate([vector.indices for vector in vectors]), return_counts=True)
    return dimensions, counts.astype(np.float64)
