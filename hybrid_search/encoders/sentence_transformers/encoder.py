"""``SentenceTransformersEncoder``: any SparseEncoder and any SentenceTransformer as one encoder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial, reduce
from operator import add
from os import PathLike
from typing import TYPE_CHECKING

from hybrid_search.encoders.base import (
    MAX_DOCUMENT_NONZEROS,
    MAX_QUERY_NONZEROS,
    Encoded,
    Fingerprint,
    Limits,
    TokenText,
)
from hybrid_search.encoders.limits import lower_limit
from hybrid_search.encoders.rrf_default import RRF_60
from hybrid_search.encoders.sentence_transformers.dense_half import DenseHalf
from hybrid_search.encoders.sentence_transformers.half import Half
from hybrid_search.encoders.sentence_transformers.loading import load
from hybrid_search.encoders.sentence_transformers.reading import Reading, read
from hybrid_search.encoders.sentence_transformers.route import Task
from hybrid_search.encoders.sentence_transformers.sparse_half import SparseHalf
from hybrid_search.encoders.texts import checked_texts
from hybrid_search.errors import InvalidInput, Unsupported
from hybrid_search.types import FusionSpec, Truncation

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer, SparseEncoder


class SentenceTransformersEncoder:
    """Models of the sentence-transformers library, 5.0 or later; needs the extra ``models``.

    Each half is a name on the Hugging Face hub, a folder or a ready model; one of the two may be left out. Queries and
    documents go through the models' ``encode_query`` and ``encode_document``, so their prompts and routes apply.

    A SPLADE model holds batch_size x tokens x vocabulary numbers at once: 2 GB for 32 x 512 x 30,522 in float32. Lower
    *batch_size* or *sparse_document_tokens* for less. A ready model is used under a lock of its own and has another
    maximum length while it encodes; do not use it elsewhere at the same time.

    Args:
        sparse: The SparseEncoder; None for a dense half only.
        dense: The SentenceTransformer; None for a sparse half only.
        device: Where named models are loaded to ("cpu", "cuda:0"); a ready model stays where it is.
        batch_size: Texts in one forward pass.
        sparse_document_tokens: Tokens of a document that the sparse model reads, special tokens and prompt included;
            None is the model's own limit. Some models have other limits than their files say: Splade_PP reads 128 of
            a document and 24 of a query.
        sparse_query_tokens: The same for a query.
        dense_document_tokens: Tokens of a document that the dense model reads.
        dense_query_tokens: The same for a query.
        sparse_document_prompt: Put before each document; None is the model's own, "" is none.
        sparse_query_prompt: The same for a query.
        dense_document_prompt: Put before each document for the dense model.
        dense_query_prompt: The same for a query.
        document_nonzeros: Cap on a document's non-zeros, lowest weights dropped first and counted.
        query_nonzeros: Cap on a query's non-zeros.
        truncate_dim: Keep only the first dimensions of dense vectors, for models trained for that.
        recommended_fusion: The fusion that suits the two; None is reciprocal rank fusion with k = 60.
        local_files_only: Use only models that were downloaded before.

    Raises:
        InvalidInput: if both halves are None, a model is of the wrong kind or has no safetensors, or a limit is outside
            what the model can read.
        MissingExtra: if sentence-transformers is not installed.
    """

    def __init__(
        self,
        sparse: str | PathLike[str] | SparseEncoder | None = None,
        dense: str | PathLike[str] | SentenceTransformer | None = None,
        *,
        device: str | None = None,
        batch_size: int = 32,
        sparse_document_tokens: int | None = None,
        sparse_query_tokens: int | None = None,
        dense_document_tokens: int | None = None,
        dense_query_tokens: int | None = None,
        sparse_document_prompt: str | None = None,
        sparse_query_prompt: str | None = None,
        dense_document_prompt: str | None = None,
        dense_query_prompt: str | None = None,
        document_nonzeros: int = MAX_DOCUMENT_NONZEROS,
        query_nonzeros: int = MAX_QUERY_NONZEROS,
        truncate_dim: int | None = None,
        recommended_fusion: FusionSpec | None = None,
        local_files_only: bool = False,
    ) -> None:
        if sparse is None and dense is None:
            raise InvalidInput("SentenceTransformersEncoder: sparse and dense are both None; give at least one model")
        numbers = {"batch_size": batch_size, "document_nonzeros": document_nonzeros, "query_nonzeros": query_nonzeros}
        for name, value in numbers.items():
            if value < 1:
                raise InvalidInput(f"SentenceTransformersEncoder: {name} is {value}; it must be at least 1")
        self._names = [_name(model) for model in (sparse, dense) if model is not None]
        self._rebuild = partial(
            type(self),
            sparse,
            dense,
            device=device,
            batch_size=batch_size,
            sparse_document_tokens=sparse_document_tokens,
            sparse_query_tokens=sparse_query_tokens,
            dense_document_tokens=dense_document_tokens,
            dense_query_tokens=dense_query_tokens,
            sparse_document_prompt=sparse_document_prompt,
            sparse_query_prompt=sparse_query_prompt,
            dense_document_prompt=dense_document_prompt,
            dense_query_prompt=dense_query_prompt,
            document_nonzeros=document_nonzeros,
            query_nonzeros=query_nonzeros,
            truncate_dim=truncate_dim,
            recommended_fusion=recommended_fusion,
            local_files_only=local_files_only,
        )
        self._fusion = recommended_fusion or RRF_60
        self._nonzeros: dict[Task, int] = {"document": document_nonzeros, "query": query_nonzeros}
        self._sparse = self._dense = None
        if sparse is not None:
            model = load("SparseEncoder", sparse, "sparse", device=device, local_files_only=local_files_only)
            readings: dict[Task, Reading] = {
                "document": read("sparse", model, "document", sparse_document_tokens, sparse_document_prompt),
                "query": read("sparse", model, "query", sparse_query_tokens, sparse_query_prompt),
            }
            self._sparse = SparseHalf(Half(model, batch_size, readings), self._nonzeros)
        if dense is not None:
            model = load("SentenceTransformer", dense, "dense", device=device, local_files_only=local_files_only)
            readings = {
                "document": read("dense", model, "document", dense_document_tokens, dense_document_prompt),
                "query": read("dense", model, "query", dense_query_tokens, dense_query_prompt),
            }
            self._dense = DenseHalf(Half(model, batch_size, readings), truncate_dim)

    def __reduce__(self) -> tuple[Callable[[], object], tuple[()]]:
        if ready := [model for model in self._rebuild.args if not isinstance(model, str | PathLike | None)]:
            raise InvalidInput(
                f"SentenceTransformersEncoder: {type(ready[0]).__name__} is a ready model, which cannot be sent to "
                "another process; save it, and give the encoder its folder"
            )
        return self._rebuild, ()  # another process loads the models by itself

    @property
    def name(self) -> str:
        """The names of the models."""
        return " + ".join(self._names)

    @property
    def dims(self) -> int | None:
        """Dimensions of the dense vectors; None without a dense half."""
        return self._dense.dims if self._dense else None

    @property
    def has_sparse(self) -> bool:
        """Whether there is a sparse half."""
        return self._sparse is not None

    @property
    def limits(self) -> Limits:
        """Tokens: the lower limit of the two halves, up to which both read everything."""
        halves = [part.half for part in (self._sparse, self._dense) if part is not None]
        lowest: dict[Task, int | None] = {
            task: reduce(lower_limit, (half.readings[task].tokens for half in halves)) for task in self._nonzeros
        }
        return Limits(lowest["document"], lowest["query"], self._nonzeros["document"], self._nonzeros["query"])

    @property
    def fingerprint(self) -> Fingerprint:
        """Weights, vocabularies, pooling, and all that changes a document's vectors; hashed on first use."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> Fingerprint:
        parts = {"sparse": self._sparse, "dense": self._dense}
        return {"encoder": "sentence-transformers"} | {
            f"{name}.{key}": value
            for name, part in parts.items()
            if part is not None
            for key, value in part.fingerprint().items()
        }

    @property
    def recommended_fusion(self) -> FusionSpec:
        """As given."""
        return self._fusion

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        """Vectors of *texts* as documents; each half counts its own truncation, and they are summed."""
        return self._encode("document", texts)

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        """Vectors of *texts* as queries."""
        return self._encode("query", texts)

    def document_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens that are read of each text, prompt included, by the half that reads more of it."""
        checked = list(checked_texts(texts))
        halves = [part.half for part in (self._sparse, self._dense) if part is not None]
        return [max(lengths) for lengths in zip(*(half.document_tokens(checked) for half in halves), strict=True)]

    def decode(self, indices: Sequence[int]) -> list[TokenText]:
        """Wordpieces where the sparse dimensions are the vocabulary; ``#123`` for the latent ones of a CSR model.

        Raises:
            Unsupported: without a sparse half.
        """
        if self._sparse is None:
            raise Unsupported(f"{self.name} has no sparse half, so there are no dimensions to decode")
        return self._sparse.decode(indices)

    def _encode(self, task: Task, texts: Sequence[str]) -> Encoded:
        checked = list(checked_texts(texts))
        truncations = [Truncation()] * len(checked)
        sparse = dense = None
        if self._sparse is not None:
            sparse, lost = self._sparse.encode(task, checked)
            truncations = list(map(add, truncations, lost))
        if self._dense is not None:
            dense, lost = self._dense.encode(task, checked)
            truncations = list(map(add, truncations, lost))
        return Encoded.of(sparse, dense, truncations)


def _name(model: object) -> str:
    return str(model) if isinstance(model, str | PathLike) else type(model).__name__
