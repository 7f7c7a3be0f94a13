"""What embeddings weigh."""

from __future__ import annotations

from dataclasses import dataclass

from hybrid_search.encoders.base import Encoded
from hybrid_search.errors import InvalidInput

_BYTES_PER_NONZERO = 8  # uint32 index and float32 weight
_BYTES_PER_DIMENSION = 4  # float32


@dataclass(frozen=True, slots=True)
class EmbeddingBytes:
    """Bytes of raw vectors; what a backend adds for its index and its payload is not in it.

    Attributes:
        texts: How many texts were embedded.
        sparse: 8 bytes for each non-zero.
        dense: 4 bytes for each dimension of each text.
    """

    texts: int
    sparse: int
    dense: int

    @property
    def total(self) -> int:
        """Sparse and dense together."""
        return self.sparse + self.dense

    def scaled_to(self, texts: int) -> EmbeddingBytes:
        """The same per text for so many texts: what a sample says of a collection.

        Raises:
            InvalidInput: if no text was embedded.
        """
        if not self.texts:
            raise InvalidInput("there are no embeddings to scale; embed a sample of the collection first")
        return EmbeddingBytes(texts, round(self.sparse / self.texts * texts), round(self.dense / self.texts * texts))


def embedding_bytes(encoded: Encoded) -> EmbeddingBytes:
    """Bytes of what an encoder returned."""
    sparse = encoded.sparse if encoded.sparse is not None else ()
    dense = encoded.dense
    return EmbeddingBytes(
        texts=len(sparse) if dense is None else len(dense),
        sparse=_BYTES_PER_NONZERO * sum(len(vector) for vector in sparse),
        dense=0 if dense is None else _BYTES_PER_DIMENSION * dense.size,
    )
