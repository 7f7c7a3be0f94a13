"""An index in memory, whose store and encoder the test can look into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from hybrid_search import Document, HybridIndex, MemoryClient
from hybrid_search.connectors.base import Candidate, LegQuery
from tests.fakes import WordEncoder

TEXTS = {
    "a": "plants light sugar",
    "b": "plants plants cats",
    "c": "cats mice milk",
    "d": "trains rails steam",
}
"""Sparse weights for "plants": a 1, b 2. Directions: a (1, 0, 0), b (2, 1, 0), c (0, 1, 0), d (0, 0, 1)."""


def documents(**metadata: Mapping[str, Any]) -> list[Document]:
    """The four documents, with metadata by id."""
    return [Document(id, text, metadata.get(id, {})) for id, text in TEXTS.items()]


class SpyClient(MemoryClient):
    """A store that remembers the legs of each search, and can do something right after one."""

    def __init__(self) -> None:
        super().__init__()
        self.searches: list[Sequence[LegQuery]] = []

    def search(self, queries: Sequence[LegQuery]) -> list[list[Candidate]]:
        self.searches.append(queries)
        legs = super().search(queries)
        self.after_search()
        return legs

    def after_search(self) -> None:
        """What another writer does between the legs and the fetch."""


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def client() -> SpyClient:
    return SpyClient()


@pytest.fixture
def empty(client: SpyClient, encoder: WordEncoder) -> Iterator[HybridIndex]:
    """An index to which nothing was added yet; it does not exist."""
    with HybridIndex.open("memory://notes", encoder, client=client) as index:
        yield index


@pytest.fixture
def index(empty: HybridIndex) -> HybridIndex:
    """An index of the four documents."""
    empty.add(documents())
    return empty
