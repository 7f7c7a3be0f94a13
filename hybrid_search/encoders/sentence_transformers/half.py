"""One model, encoding batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar

from hybrid_search._sentence_transformers.lock import lock_of
from hybrid_search.encoders.base import Fingerprint
from hybrid_search.encoders.sentence_transformers.lengths import count_tokens, reading_at_most
from hybrid_search.encoders.sentence_transformers.reading import Reading
from hybrid_search.encoders.sentence_transformers.route import Task, route
from hybrid_search.encoders.sentence_transformers.weights import pooling, vocabulary_hash, weights_hash
from hybrid_search.types import Truncation

if TYPE_CHECKING:
    from torch import Tensor

Row = TypeVar("Row")


class Half:
    """What the sparse and the dense half have in common.

    Args:
        model: A SparseEncoder or SentenceTransformer.
        batch_size: Texts in one forward pass.
        readings: How it reads queries and documents.
    """

    def __init__(self, model: Any, batch_size: int, readings: Mapping[Task, Reading]) -> None:
        self.model = model
        self.readings = readings
        self._batch_size = batch_size

    def encode(
        self, task: Task, texts: Sequence[str], convert: Callable[[Tensor], Sequence[Row]], **options: Any
    ) -> tuple[list[Row], list[Truncation]]:
        """One row and truncation a text; the longest texts go first, so that a batch holds little padding.

        Args:
            task: "query" or "document".
            texts: Without lone surrogates.
            convert: Takes the tensor of one batch, so that no more than a batch is ever held as a tensor.
            options: Passed to the model's ``encode_query`` or ``encode_document``.
        """
        if not texts:
            return [], []
        reading = self.readings[task]
        module = route(self.model, task)[0]
        run = self.model.encode_query if task == "query" else self.model.encode_document
        rows: dict[int, Row] = {}
        with lock_of(self.model), reading_at_most(module, reading.tokens):
            counts = count_tokens(module, [reading.prompt + text for text in texts])
            order = sorted(range(len(texts)), key=lambda position: -(counts[position] or len(texts[position])))
            for start in range(0, len(order), self._batch_size):
                batch = order[start : start + self._batch_size]
                tensor = run(
                    [texts[position] for position in batch],
                    prompt=reading.prompt,
                    batch_size=self._batch_size,
                    show_progress_bar=False,
                    convert_to_tensor=True,
                    **options,
                )
                rows.update(zip(batch, convert(tensor), strict=True))
        limit = reading.tokens
        lost = [0 if limit is None else max(0, count - limit) for count in counts]
        return [rows[position] for position in range(len(texts))], [Truncation.of(tokens) for tokens in lost]

    def document_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens that are read of each text, without lone surrogates; its characters where the model has no limit."""
        reading = self.readings["document"]
        with lock_of(self.model):
            counts = count_tokens(route(self.model, "document")[0], [reading.prompt + text for text in texts])
        most = inf if reading.tokens is None else reading.tokens
        return [int(min(count or len(text), most)) for count, text in zip(counts, texts, strict=True)]

    def fingerprint(self) -> Fingerprint:
        """What document vectors depend on. Not the model's name: the same weights may lie in another folder."""
        modules = route(self.model, "document")
        return {
            "weights": weights_hash(modules),
            "vocabulary": vocabulary_hash(modules[0]),
            "pooling": pooling(modules),
            "document_tokens": self.readings["document"].tokens,
            "document_prompt": self.readings["document"].prompt,
        }
