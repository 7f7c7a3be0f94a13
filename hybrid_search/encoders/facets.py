"""What some encoders can do beside the contract; asked for with ``isinstance``."""

from __future__ import annotations

from collections.abc import Mapping
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
