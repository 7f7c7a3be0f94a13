"""Six documents about three topics, and three questions, one of which the sparse leg cannot answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from hybrid_search import Document, HybridIndex
from hybrid_search.eval.runs.run import Qrels
from tests.fakes import WordEncoder

TEXTS = {
    "p1": "plants light",
    "p2": "plants sugar",
    "c1": "cats mice",
    "c2": "milk",
    "t1": "trains rails",
    "t2": "steam",
}
QUERIES = {"q1": "plants light", "q2": "cats", "q3": "steam"}
QRELS: Qrels = {"q1": {"p1": 2, "p2": 1}, "q2": {"c2": 1}, "q3": {"t2": 1}}
"""c2 shares no word with "cats", only the direction."""


@dataclass(frozen=True)
class Small:
    """The documents above as a dataset."""

    name: str = "small"

    def documents(self) -> Iterator[Document]:
        return (Document(id, text) for id, text in TEXTS.items())

    def queries(self) -> dict[str, str]:
        return dict(QUERIES)

    def qrels(self) -> Qrels:
        return QRELS

    def identity(self) -> Mapping[str, str]:
        return {"kind": "test", "name": self.name}


@pytest.fixture
def dataset() -> Small:
    return Small()


@pytest.fixture
def index(dataset: Small) -> Iterator[HybridIndex]:
    with HybridIndex.open("memory://small", WordEncoder()) as opened:
        opened.add(dataset.documents())
        yield opened
