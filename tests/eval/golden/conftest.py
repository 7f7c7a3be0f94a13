"""Three documents and their questions, frozen; and an index that no longer has one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from hybrid_search import Document, HybridIndex
from hybrid_search.eval.golden import Golden, freeze_golden
from hybrid_search.eval.runs.run import Qrels
from tests.fakes import WordEncoder

TEXTS = {"plant": "plants light", "cat": "cats mice", "train": "trains rails"}


@dataclass(frozen=True)
class Questions:
    """Each asks for a word of one document, which is relevant."""

    name: str = "questions"

    def documents(self) -> Iterator[Document]:
        return (Document(id, text, {"kind": id[0]}) for id, text in TEXTS.items())

    def queries(self) -> dict[str, str]:
        return {"q1": "light", "q2": "mice", "q3": "rails"}

    def qrels(self) -> Qrels:
        return {"q1": {"plant": 2, "cat": 0}, "q2": {"cat": 1}, "q3": {"train": 1}}

    def identity(self) -> Mapping[str, str]:
        return {"kind": "test", "name": self.name}


@pytest.fixture
def index() -> Iterator[HybridIndex]:
    with HybridIndex.open("memory://questions", WordEncoder()) as opened:
        opened.add(Questions().documents())
        yield opened


@pytest.fixture
def golden(index: HybridIndex) -> Golden:
    """Each question finds its document first: RR 1."""
    return freeze_golden(index, Questions(), measure="RR@10")


@pytest.fixture
def poorer(index: HybridIndex, golden: Golden) -> HybridIndex:  # frozen before the loss
    """The index without the document of q3."""
    index.delete(["train"])
    return index
