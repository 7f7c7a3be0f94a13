"""Words as documents: the sparse leg finds the one that is asked for, the dense leg only its topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from hybrid_search import Document, HybridIndex
from hybrid_search.eval.runs.run import Qrels
from tests.fakes import WORDS, WordEncoder


@dataclass(frozen=True)
class Words:
    """Queries that ask for the words in turn. In the dense leg the first word of a topic comes first: its RR is 1, that
    of the second 1/2, that of the third 1/3; in the sparse leg it is always 1.
    """

    size: int = 27
    name: str = "words"

    def documents(self) -> Iterator[Document]:
        return (Document(f"d{place}", word) for place, word in enumerate(WORDS))

    def queries(self) -> dict[str, str]:
        return {f"q{place:02d}": WORDS[place % len(WORDS)] for place in range(self.size)}

    def qrels(self) -> Qrels:
        return {f"q{place:02d}": {f"d{place % len(WORDS)}": 1} for place in range(self.size)}

    def identity(self) -> Mapping[str, str]:
        return {"kind": "test", "name": self.name}


@pytest.fixture
def dataset() -> Words:
    return Words()


@pytest.fixture
def index(dataset: Words) -> Iterator[HybridIndex]:
    with HybridIndex.open("memory://words", WordEncoder()) as opened:
        opened.add(dataset.documents())
        yield opened
