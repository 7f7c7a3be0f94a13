import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from hybrid_search.eval.tuning.cross_validation import best, cross_validate

TWO_FOLDS = np.array([0, 0, 1, 1])


def test_each_fold_is_scored_by_what_the_other_chose() -> None:
    scores = np.array([[1.0, 1.0, 0.0, 0.2], [0.0, 0.3, 1.0, 1.0]])
    found = cross_validate(scores, TWO_FOLDS)
    # On fold 1 the second setting is better, so fold 0 gets it, and the reverse.
    assert found.chosen == (1, 0)
    assert found.held_out.tolist() == [0.0, 0.3, 0.0, 0.2]


def test_of_equal_settings_the_first_is_chosen() -> None:
    assert best(np.array([[0.1, 0.3], [0.3, 0.1 + 1e-12]])) == 0


@given(arrays.arrays(np.float64, (1, 4), elements=st.floats(0, 1)))
def test_a_grid_of_one_is_scored_as_it_is(scores: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> None:
    assert cross_validate(scores, TWO_FOLDS).held_out.tolist() == scores[0].tolist()


@given(arrays.arrays(np.float64, (3, 4), elements=st.floats(0, 1)), st.integers(0, 2))
def test_a_setting_that_is_best_on_every_query_is_found(
    scores: np.ndarray[tuple[int, int], np.dtype[np.float64]], planted: int
) -> None:
    scores[planted] = 1.1
    found = cross_validate(scores, TWO_FOLDS)
    assert found.chosen == (planted, planted)
    assert found.held_out.tolist() == [1.1] * 4
