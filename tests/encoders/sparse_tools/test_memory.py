import numpy as np
import pytest

from hybrid_search.encoders import Encoded
from hybrid_search.encoders.sparse_tools import EmbeddingBytes, embedding_bytes
from hybrid_search.errors import InvalidInput
from hybrid_search.types import SparseVector

SPARSE = [SparseVector.from_pairs({1: 1.0, 2: 1.0}), SparseVector.from_pairs({1: 1.0})]
DENSE = np.ones((2, 16), dtype=np.float32)


def test_non_zeros_take_eight_bytes_and_dimensions_four() -> None:
    size = embedding_bytes(Encoded(SPARSE, DENSE))
    assert size == EmbeddingBytes(texts=2, sparse=8 * 3, dense=4 * 2 * 16)
    assert size.total == 24 + 128


def test_a_missing_half_takes_nothing() -> None:
    assert embedding_bytes(Encoded(SPARSE, None)) == EmbeddingBytes(texts=2, sparse=24, dense=0)
    assert embedding_bytes(Encoded(None, DENSE)) == EmbeddingBytes(texts=2, sparse=0, dense=128)


def test_a_sample_is_scaled_to_a_collection() -> None:
    assert EmbeddingBytes(2, 24, 128).scaled_to(1000) == EmbeddingBytes(1000, 12_000, 64_000)


def test_nothing_cannot_be_scaled() -> None:
    with pytest.raises(InvalidInput, match="embed a sample"):
        embedding_bytes(Encoded([], None)).scaled_to(1000)
