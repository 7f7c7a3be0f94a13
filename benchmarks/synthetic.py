"""Synthetic documents and queries: vectors that are generated and not encoded.

The vectors of document n follow from the seed and n, so they need not be kept, and a run that was interrupted goes on
with the same ones. Dense vectors resemble real embeddings in what matters to a graph: they lie around 2,000 topics in
48 latent dimensions, with noise in all 384. Sparse dimensions follow the Zipf-Mandelbrot law 1 / (rank + 20) over
30,000: the most frequent is in some 55% of the documents, and a query has 2.4 dimensions in common with a document on
average. The two legs know nothing of each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from hybrid_search import Document, SparseVector
from hybrid_search.encoders import Encoded, Fingerprint, Limits, TokenText
from hybrid_search.types import DenseVector, FusionSpec

BLOCK = 1_000
"""Documents that are generated together."""

DIMS, VOCABULARY = 384, 30_000
_TOPICS, _LATENT, _SPREAD, _NOISE = 2_000, 48, 0.6, 0.3
_ZIPF_OFFSET = 20
_DOCUMENT_DRAWS, _QUERY_DRAWS = 126, 26
_WORDS = 20
_SEED = 7
_QUERIES = BLOCK << 30
"""Where the numbers of queries begin, behind those of all documents."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Block:
    """The vectors of consecutive texts.

    Attributes:
        sparse: One a text.
        dense: float32[n, 384] at unit length.
        topics: The topic of each.
    """

    sparse: Sequence[SparseVector]
    dense: DenseVector
    topics: Sequence[int]


class Synthetic:
    """An encoder that generates the vectors of the texts of :func:`documents` and :func:`queries`."""

    name, dims, has_sparse, limits = "synthetic", DIMS, True, Limits()
    fingerprint: Fingerprint = MappingProxyType({"name": "synthetic", "seed": _SEED})
    recommended_fusion = FusionSpec("rrf", {"k": 60})

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        return _encoded([_number(text) for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        return _encoded([_QUERIES + _number(text) for text in texts])

    def decode(self, indices: Sequence[int]) -> list[TokenText]:
        return [TokenText(f"word{index}", "learned") for index in indices]


def documents(start: int, stop: int) -> Iterator[Document]:
    """Documents *start* to *stop*, each a text of 20 words, with two fields of metadata."""
    for number in range(start, stop):
        block, place = generated(number // BLOCK), number % BLOCK
        words = " ".join(f"word{index}" for index in block.sparse[place].indices[-_WORDS:])
        metadata = {"topic": f"topic-{block.topics[place]}", "year": 1990 + number % 36}
        yield Document(f"document-{number}", f"{number}: {words}", metadata)


def queries(count: int) -> list[str]:
    """Texts that the encoder knows as queries; they are spread over the topics as the documents are."""
    return [f"{number}: query" for number in range(count)]


@lru_cache(maxsize=4)
def generated(block: int) -> Block:
    """The vectors of the texts from ``BLOCK * block`` on."""
    rng = np.random.default_rng([_SEED, block])
    topics = rng.integers(_TOPICS, size=BLOCK)
    dense = dense_vectors(rng, topics)
    draws = _QUERY_DRAWS if block >= _QUERIES // BLOCK else _DOCUMENT_DRAWS
    return Block([_sparse_vector(rng, draws) for _ in range(BLOCK)], dense, topics.tolist())


def dense_vectors(rng: np.random.Generator, topics: npt.NDArray[np.int64]) -> Floats:
    """float32[n, 384] at unit length, around these topics."""
    centres, basis = _shape_of_topics()
    latent = centres[topics] + _SPREAD * rng.standard_normal((len(topics), _LATENT), dtype=np.float32)
    dense = latent @ basis + _NOISE * rng.standard_normal((len(topics), DIMS), dtype=np.float32)
    return np.asarray(dense / np.linalg.norm(dense, axis=1, keepdims=True), dtype=np.float32)


def dense_block(block: int) -> Floats:
    """The dense vectors of :func:`generated`, without the time that the sparse ones take."""
    rng = np.random.default_rng([_SEED, block])
    return dense_vectors(rng, rng.integers(_TOPICS, size=BLOCK))


def query_block() -> Block:
    """The vectors of the first queries."""
    return generated(_QUERIES // BLOCK)


def _encoded(numbers: Sequence[int]) -> Encoded:
    found = [(generated(number // BLOCK), number % BLOCK) for number in numbers]
    sparse = [block.sparse[place] for block, place in found]
    return Encoded(sparse, np.stack([block.dense[place] for block, place in found]))


def _number(text: str) -> int:
    return int(text.partition(":")[0])


def _sparse_vector(rng: np.random.Generator, draws: int) -> SparseVector:
    indices = np.unique(np.searchsorted(_shares(), rng.random(draws))).astype(np.uint32)
    return SparseVector(indices, rng.gamma(2.0, 0.5, len(indices)).astype(np.float32) + np.float32(0.01))


@lru_cache(maxsize=1)
def _shares() -> npt.NDArray[np.float64]:
    """The cumulative shares of the sparse dimensions, most frequent first."""
    shares = np.cumsum(1 / (np.arange(1, VOCABULARY + 1) + _ZIPF_OFFSET))
    return np.asarray(shares / (shares[-1] * (1 + 1e-12)))


@lru_cache(maxsize=1)
def _shape_of_topics() -> tuple[Floats, Floats]:
    """The topics' centres in the latent space, and what brings it to the dimensions of the vectors."""
    rng = np.random.default_rng(_SEED)
    centres = rng.standard_normal((_TOPICS, _LATENT), dtype=np.float32)
    return centres, rng.standard_normal((_LATENT, DIMS), dtype=np.float32) / np.float32(np.sqrt(_LATENT))
