import pytest

from hybrid_search import Document, HybridIndex
from hybrid_search.eval.datasets.indexed import indexed, unknown_relevant
from tests.fakes import WordEncoder


@pytest.fixture
def index() -> HybridIndex:
    opened = HybridIndex.open("memory://indexed", WordEncoder())
    opened.add([Document(str(number), "milk") for number in range(5)])
    return opened


def test_batches_change_nothing(index: HybridIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hybrid_search.eval.datasets.indexed._BATCH", 2)
    assert indexed(index, ["0", "x", "3", "0", "4"]) == {"0", "3", "4"}


def test_nothing_is_asked_for(index: HybridIndex) -> None:
    assert indexed(index, []) == set()


def test_relevant_documents_that_are_not_there_in_the_order_of_the_judgements(index: HybridIndex) -> None:
    qrels = {"q1": {"y": 1, "0": 1, "z": 0}, "q2": {"x": 2, "y": 1, "w": -1}}
    assert unknown_relevant(index, qrels) == ["y", "x"]
