"""The contract of an encoder: text to sparse and dense vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from hybrid_search.types import FusionSpec, SparseVector, Truncation
from hybrid_search.types.explanation import TokenKind

MAX_DOCUMENT_NONZEROS = 900
"""Cap on a document's non-zeros: Pinecone takes 1,000, Lucene 1,024 clauses."""

MAX_QUERY_NONZEROS = 256
"""Cap on a query's non-zeros; filters share Lucene's 1,024 clauses with it."""

Fingerprint = Mapping[str, str | int | float | bool | None]
"""What a document vector depends on; two encoders with equal fingerprints can share an index."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """The vectors of a list of texts, in its order.

    Attributes:
        sparse: One vector a text; None from an encoder without a sparse half.
        dense: float32[n, dims]; None from an encoder without a dense half. The index brings rows to unit length.
        truncation: What was not read, and how many weights the caps dropped, of all texts together.
        each: The same of each text; None from an encoder that does not tell them apart.
    """

    sparse: Sequence[SparseVector] | None
    dense: npt.NDArray[np.float32] | None
    truncation: Truncation = field(default_factory=Truncation)
    each: Sequence[Truncation] | None = None

    @classmethod
    def of(
        cls,
        sparse: Sequence[SparseVector] | None,
        dense: npt.NDArray[np.float32] | None,
        each: Sequence[Truncation],
    ) -> Encoded:
        """With the truncation of each text, which is summed here."""
        return cls(sparse, dense, sum(each, Truncation()), each)

    def truncations(self, texts: int) -> Sequence[Truncation] | None:
        """The truncation of each of so many texts; None if something was lost and it is not known of which."""
        if self.each is not None:
            return self.each
        if texts == 1:
            return [self.truncation]
        return None if self.truncation else [self.truncation] * texts


@dataclass(frozen=True, slots=True)
class Limits:
    """What an encoder reads and returns at most; None is no limit.

    Attributes:
        document_tokens: Tokens of a document that are read.
        query_tokens: Tokens of a query that are read.
        document_nonzeros: Non-zeros of a document vector.
        query_nonzeros: Non-zeros of a query vector.
    """

    document_tokens: int | None = None
    query_tokens: int | None = None
    document_nonzeros: int = MAX_DOCUMENT_NONZEROS
    query_nonzeros: int = MAX_QUERY_NONZEROS


@dataclass(frozen=True, slots=True)
class TokenText:
    """A sparse dimension as text.

    Attributes:
        text: The wordpiece or word; ``#123`` where the encoder cannot say it.
        kind: "learned" for a dimension of a neural model, "exact" for a word taken from the text.
    """

    text: str
    kind: TokenKind


@runtime_checkable
class Encoder(Protocol):
    """Turns documents and queries into vectors, by different methods: there is no default between the two.

    An encoder is safe to call from several threads. Equal batches give bitwise equal vectors.
    """

    @property
    def name(self) -> str:
        """What messages and ``info`` call it."""
        ...

    @property
    def dims(self) -> int | None:
        """Dimensions of the dense vectors; None without a dense half."""
        ...

    @property
    def has_sparse(self) -> bool:
        """Whether it returns sparse vectors."""
        ...

    @property
    def limits(self) -> Limits:
        """What it reads and returns at most."""
        ...

    @property
    def fingerprint(self) -> Fingerprint:
        """Everything that a document's vectors depend on; stamped on the index and compared on open."""
        ...

    @property
    def recommended_fusion(self) -> FusionSpec:
        """The fusion that suits its two legs, used by ``search`` unless told otherwise."""
        ...

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        """Vectors of *texts* as documents. Any string is encoded: empty, longer than the limit, of any script."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        """Vectors of *texts* as queries."""
        ...

    def decode(self, indices: Sequence[int]) -> list[TokenText]:
        """The text of sparse dimensions, in their order.

        Args:
            indices: Dimensions of this encoder's sparse vectors.
        """
        ...
