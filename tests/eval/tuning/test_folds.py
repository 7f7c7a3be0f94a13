from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.errors import InvalidInput
from hybrid_search.eval.tuning.folds import folds_of

IDS = st.lists(st.text(min_size=1), min_size=2, max_size=40, unique=True)


@given(ids=IDS, seed=st.integers(0, 2**32), data=st.data())
def test_the_order_of_the_queries_changes_nothing(ids: list[str], seed: int, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(ids))
    assert list(folds_of(ids, 2, seed).items()) == list(folds_of(shuffled, 2, seed).items())


@given(ids=IDS, seed=st.integers(0, 2**32), data=st.data())
def test_every_query_is_in_one_fold_and_sizes_differ_by_one_at_most(
    ids: list[str], seed: int, data: st.DataObject
) -> None:
    folds = data.draw(st.integers(2, len(ids)))
    found = folds_of(ids, folds, seed)
    sizes = Counter(found.values())
    assert found.keys() == set(ids)
    assert set(sizes) == set(range(folds))
    assert max(sizes.values()) - min(sizes.values()) <= 1


def test_another_seed_gives_other_folds() -> None:
    ids = [str(number) for number in range(30)]
    assert folds_of(ids, 5, 0) != folds_of(ids, 5, 1)


@pytest.mark.parametrize("folds", [1, 4])
def test_a_number_of_folds_that_cannot_be(folds: int) -> None:
    with pytest.raises(InvalidInput, match=f"folds={folds}: 3 queries can be split into 2 to 3 folds"):
        folds_of("abc", folds, 0)
