"""What some encoders can do beside the contract; asked for with ``isinstance``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable


@runtime_checkable
class NamesWords(Protocol):
    """An encoder with dimensions that are hashes of words: only a text can say which words they stand for."""

    def exact_texts(self, text: str) -> Mapping[int, str]:
        """The hashed dimensions of *text* as a query, each with the word that it was first written as.

        What a query and a document share is named by the text of either.
        """
        ...


@runtime_checkable
class Informs(Protocol):
    """An encoder that says what of it runs on this machine: its model, its arithmetic, its threads."""

    @property
    def info(self) -> Mapping[str, str | int]:
        """Facts by name, for people to read."""
        ...


@runtime_checkable
class CountsTokens(Protocol):
    """An encoder that can say cheaply how much it reads of a text, so that texts of like length are encoded together.

    Ask :func:`~hybrid_search.encoders.lengths.document_lengths`, which has an answer for every encoder.
    """

    def document_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Tokens that are read of each text as a document, at most the encoder's limit."""
        ...
