import numpy as np
import pytest

from hybrid_search.training.one_pass import Settings
from hybrid_search.training.one_pass.batches import Batches, spread
from hybrid_search.training.one_pass.scores import DenseLeg, SparseLeg
from hybrid_search.types import SparseVector

UNIT = np.eye(4, dtype=np.float32)
WORDS = [SparseVector.from_pairs({number: 2.0}) for number in range(4)]
NEGATIVES = np.array([[0, 1, 2], [2, 1, 3], [3, 0, 2], [1, 0, 3]], np.int32)


def batches(taught: np.ndarray | None = None, seed: int = 0) -> Batches:
    settings = Settings(
        seed=seed, batch_queries=2, negatives=1, teacher_cosine=10, teacher_bm25=1, teacher_own=3, complement_bm25=2
    )
    legs = DenseLeg(UNIT, UNIT), SparseLeg.of(WORDS, WORDS)
    return Batches(np.arange(4, dtype=np.int32), NEGATIVES, *legs, taught, settings)


def test_an_epoch_has_every_query_once() -> None:
    found = [query for step in range(2) for query in batches().at(step).queries.tolist()]
    assert sorted(found) == [0, 1, 2, 3]


def test_a_step_depends_on_seed_and_number_alone() -> None:
    first, again, other = batches().at(5), batches().at(5), batches(seed=1).at(5)
    assert first.queries.tolist() == again.queries.tolist()
    assert first.documents.tolist() == again.documents.tolist()
    assert [batches(seed=1).at(step).queries.tolist() for step in range(9)] != [
        batches().at(step).queries.tolist() for step in range(9)
    ]
    assert len(other.queries) == 2


@pytest.mark.parametrize("step", range(8))
def test_a_negative_is_never_the_querys_own_passage(step: int) -> None:
    batch = batches().at(step)
    assert batch.documents[batch.positives].tolist() == batch.queries.tolist()
    negatives = {int(NEGATIVES[query][NEGATIVES[query] != query][0]) for query in batch.queries}
    assert set(batch.documents.tolist()) >= set(batch.queries.tolist())
    assert negatives


def test_the_default_teacher_is_the_sum_of_cosine_and_bm25_and_favours_the_own_passage() -> None:
    batch = batches().at(0)
    own = batch.teacher[[0, 1], batch.positives]
    assert own.tolist() == [10 + 2 * 2 + 3] * 2  # the cosine 1, the dot product of two weights of 2, and the favour
    assert float(batch.teacher.sum()) == 2 * 17
    assert batch.known is None


@pytest.mark.parametrize("taught", [None, np.zeros((4, 4), np.float32)])
def test_the_others_are_cosine_and_bm25_whoever_teaches(taught: np.ndarray | None) -> None:
    batch = batches(taught).at(0)
    assert batch.others[[0, 1], batch.positives].tolist() == [10 + 2 * 2 * 2] * 2
    assert float(batch.others.sum()) == 2 * 18


def test_a_model_as_teacher_says_only_what_it_scored() -> None:
    taught = np.arange(16, dtype=np.float32).reshape(4, 4) + 1
    batch = batches(taught).at(0)
    assert batch.known is not None
    assert batch.known.sum(dim=1).tolist() == [2, 2]  # the own passage and one negative
    assert batch.teacher[[0, 1], batch.positives].tolist() == taught[batch.queries, 0].tolist()


def test_spread_brings_scores_to_a_mean_of_0_and_a_deviation() -> None:
    assert spread(np.array([[1.0, 3.0]], np.float32), 4.0).tolist() == [[-4, 4]]
    assert spread(np.array([[2.0, 2.0]], np.float32), 4.0).tolist() == [[0, 0]]
