"""Teachers on models of one layer that are built here."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hybrid_search.errors import InvalidInput
from hybrid_search.training.one_pass.teacher import CrossEncoderTeacher, SparseTeacher, open_teacher, taught
from hybrid_search.training.one_pass.watcher import Silent

QUERIES, DOCUMENTS = ["plants eat", "tax law"], ["light sugar", "law tax law", "plants"]
LISTS = np.array([[0, 2], [1, 0]], np.int32)


class Lengths:
    """Scores a passage by its length, and counts how often it is asked."""

    name = "lengths"

    def __init__(self) -> None:
        self.asked = 0

    def scores(self, queries: Any, documents: Any) -> Any:
        self.asked += len(queries)
        return np.array([[len(text) for text in row] for row in documents], np.float32)


@pytest.fixture
def cross_encoder(library: Any, bert: Path) -> Path:
    """A cross-encoder with one score."""
    model = library.CrossEncoder(str(bert), num_labels=1, device="cpu")
    model.save_pretrained(str(bert.parent / "cross-encoder"))
    return bert.parent / "cross-encoder"


@pytest.mark.filterwarnings("ignore")  # of the library's own
def test_a_cross_encoder_scores_each_pair(cross_encoder: Path) -> None:
    teacher = CrossEncoderTeacher(cross_encoder, device="cpu")
    both = teacher.scores(QUERIES, [["light", "plants"], ["law", "tax"]])
    alone = teacher.scores(QUERIES[1:], [["tax"]])
    assert both.shape == (2, 2)
    assert both[1, 1] == pytest.approx(alone[0, 0], abs=1e-5)


@pytest.mark.filterwarnings("ignore")  # of the library's own
def test_a_splade_model_scores_by_the_dot_product(library: Any, splade: Path) -> None:
    model = library.SparseEncoder(str(splade), device="cpu")
    query = model.encode_query(["plants eat"], convert_to_sparse_tensor=False)[0]
    document = model.encode_document(["sugar"], convert_to_sparse_tensor=False)[0]
    found = SparseTeacher(splade, device="cpu").scores(["plants eat"], [["light", "sugar"]])
    assert found[0, 1] == pytest.approx(float(query @ document), rel=1e-4)


def test_scores_are_kept_and_not_asked_for_again(tmp_path: Path) -> None:
    teacher = Lengths()
    for _ in range(2):
        found = taught(teacher, QUERIES, DOCUMENTS, LISTS, tmp_path / "t.npy", Silent())
        assert found.tolist() == [[11, 6], [11, 11]]
    assert teacher.asked == 2
    taught(teacher, QUERIES, DOCUMENTS, LISTS[:, ::-1].copy(), tmp_path / "t.npy", Silent())
    assert teacher.asked == 4


@pytest.mark.parametrize("spec", ["MiniLM", "splade:", "dense:model"])
def test_another_kind_of_teacher_is_refused(spec: str) -> None:
    with pytest.raises(InvalidInput, match="must be default, cross-encoder:MODEL or splade:MODEL"):
        open_teacher(spec)
