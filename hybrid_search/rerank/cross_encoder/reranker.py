"""``CrossEncoderReranker``: query and text are read together by one transformer."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from os import PathLike
from typing import TYPE_CHECKING, Any

from hybrid_search._sentence_transformers.lock import ModelLock, lock_of
from hybrid_search.errors import InvalidInput, MissingExtra
from hybrid_search.rerank.cross_encoder.loading import Activation, Settings, load
from hybrid_search.rerank.texts import texts_of
from hybrid_search.types import Hit
from hybrid_search.types.well_formed import well_formed

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class CrossEncoderReranker:
    """A cross-encoder of the sentence-transformers library, 5.0 or later; needs the extra ``models``.

    A named model is loaded at the first use, or by :meth:`load`. Code from the hub is never run and weights are never
    unpickled. One object may be shared by several threads, which then take turns.

    A pair that is longer than the model reads is cut at the end of its longer side, which is nearly always the text. A
    hit without text, as a foreign index may have, is scored as an empty text.

    Args:
        model: A name on the Hugging Face hub ("cross-encoder/ms-marco-MiniLM-L6-v2"), a folder, or a ready
            ``CrossEncoder``, which keeps its own length, activation and device.
        batch_size: Pairs in one forward pass.
        max_length: Tokens that are read of a pair, special tokens included; None is the model's own limit.
        score_kind: What its scores are called in hits.
        activation: What turns the model's output into the score: "sigmoid", "identity" (the raw logits), or a function
            from tensor to tensor; None is the model's own, in sentence-transformers the sigmoid unless its files name
            another. An increasing one does not change the order, but for scores that round to the same number.
        device: Where a named model is loaded to ("cpu", "cuda:0"); None is sentence-transformers' choice.
        local_files_only: Use only a model that was downloaded before.

    Raises:
        InvalidInput: if *model* is neither a name, a folder nor a CrossEncoder; for a number below 1, an unknown
            activation, or an option that a ready model cannot take.
        MissingExtra: if sentence-transformers is not installed.
    """

    def __init__(
        self,
        model: str | PathLike[str] | CrossEncoder,
        *,
        batch_size: int = 32,
        max_length: int | None = None,
        score_kind: str = "cross-encoder",
        activation: Activation | None = None,
        device: str | None = None,
        local_files_only: bool = False,
    ) -> None:
        if find_spec("sentence_transformers") is None:
            raise MissingExtra("CrossEncoderReranker", "sentence_transformers", "models")
        if batch_size < 1:
            raise InvalidInput(f"CrossEncoderReranker: batch_size is {batch_size}; it must be at least 1")
        self._settings = Settings(max_length, activation, device, local_files_only)
        self._batch_size = batch_size
        self._score_kind = score_kind
        self._named = model if isinstance(model, str | PathLike) else None
        self._model: Any = model if self._named is None else None
        self._lock = ModelLock()
        if self._named is None:
            self._settings.check_ready(model)

    @property
    def name(self) -> str:
        """The model's name or folder; its class for a ready one."""
        return type(self._model).__name__ if self._named is None else str(self._named)

    @property
    def score_kind(self) -> str:
        """As given."""
        return self._score_kind

    def load(self) -> None:
        """Load the model now, so that the first search need not wait for it, and a fault shows before.

        Raises:
            InvalidInput: if the model is no cross-encoder with one score for a pair, lacks a file or has no
                safetensors, or cannot read *max_length* tokens.
        """
        self._loaded()

    def score(self, query: str, hits: Sequence[Hit]) -> Sequence[float]:
        """The model's score of each (query, text) pair, in the order of *hits*.

        Raises:
            InvalidInput: as :meth:`load`.
            InvalidQuery: if none of the hits has a text.
        """
        if not hits:
            return []
        asked = well_formed(query)
        pairs = [(asked, well_formed(text)) for text in texts_of(hits, type(self).__name__)]
        model = self._loaded()
        with lock_of(model):
            scores = model.predict(pairs, batch_size=self._batch_size, show_progress_bar=False)
        return [float(score) for score in scores]

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                assert self._named is not None
                self._model = load(self._named, self._settings)
            return self._model

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"
