"""A SparseEncoder as the sparse half."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hybrid_search.encoders.base import Fingerprint, TokenText
from hybrid_search.encoders.limits import capped
from hybrid_search.encoders.sentence_transformers.half import Half
from hybrid_search.encoders.sentence_transformers.route import Task, route
from hybrid_search.encoders.sentence_transformers.rows import sparse_rows
from hybrid_search.types import SparseVector, Truncation


class SparseHalf:
    """Sparse vectors of a SPLADE, inference-free SPLADE or CSR model.

    Args:
        half: With a SparseEncoder.
        nonzeros: Cap on non-zeros for each task.
    """

    def __init__(self, half: Half, nonzeros: dict[Task, int]) -> None:
        self.half = half
        self.nonzeros = nonzeros

    def encode(self, task: Task, texts: Sequence[str]) -> tuple[list[SparseVector], list[Truncation]]:
        """The vectors, capped; what the model's own ``max_active_dims`` leaves out is part of the model, not a loss."""
        rows, lost = self.half.encode(task, texts, sparse_rows, convert_to_sparse_tensor=True, save_to_cpu=True)
        vectors, dropped = capped(rows, self.nonzeros[task])
        return vectors, [one + Truncation(weights=weights) for one, weights in zip(lost, dropped, strict=True)]

    def fingerprint(self) -> Fingerprint:
        """What document vectors depend on."""
        return {
            **self.half.fingerprint(),
            "max_active_dims": self.half.model.max_active_dims,
            "document_nonzeros": self.nonzeros["document"],
        }

    def decode(self, indices: Sequence[int]) -> list[TokenText]:
        """Wordpieces where the dimensions are the vocabulary; ``#123`` for the latent ones of a CSR model."""
        modules = route(self.half.model, "document")
        tokenizer: Any = modules[0].tokenizer
        latent = type(modules[-1]).__name__ == "SparseAutoEncoder"
        size = 0 if latent else len(tokenizer)
        known = [index for index in indices if index < size]
        tokens = dict(zip(known, tokenizer.convert_ids_to_tokens(known), strict=True))
        return [TokenText(tokens.get(index) or f"#{index}", "learned") for index in indices]
