from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.encoders.one_pass.batching import cut, pad


def test_texts_of_like_length_share_a_batch_within_the_token_budget() -> None:
    # 3 + 3, padded to 2 x 3; a third, of 5, would make it 3 x 5 = 15.
    assert list(cut([5, 3, 9, 3], tokens=10)) == [[1, 3], [0], [2]]


def test_a_text_over_the_budget_is_a_batch_of_its_own() -> None:
    assert list(cut([20, 2], tokens=10)) == [[1], [0]]


@given(st.lists(st.integers(1, 600)), st.integers(1, 1000))
def test_every_text_is_in_one_batch_and_no_batch_exceeds_the_budget(lengths: list[int], tokens: int) -> None:
    groups = list(cut(lengths, tokens))
    assert sorted(position for group in groups for position in group) == list(range(len(lengths)))
    assert all(len(group) == 1 or len(group) * max(lengths[i] for i in group) <= tokens for group in groups)


def test_shorter_texts_are_padded_and_masked() -> None:
    batch = pad([[101, 7, 8, 102], [101, 9, 102]], special={101, 102})
    assert batch.ids.tolist() == [[101, 7, 8, 102], [101, 9, 102, 0]]
    assert batch.mask.tolist() == [[1, 1, 1, 1], [1, 1, 1, 0]]


def test_the_sparse_half_pools_over_tokens_that_are_not_special() -> None:
    batch = pad([[101, 7, 102, 8, 102], [101, 9, 102]], special={101, 102})
    assert batch.rows.tolist() == [1, 3, 5 + 1]
    assert batch.bounds.tolist() == [0, 2, 3]
    assert batch.wordless.tolist() == [False, False]


def test_padding_is_not_pooled_even_where_it_is_not_special() -> None:
    assert pad([[7, 8], [9]], special=set()).rows.tolist() == [0, 1, 2]


def test_a_text_of_special_tokens_stands_in_with_its_first_and_is_marked() -> None:
    batch = pad([[101, 102], [101, 7, 102]], special={101, 102})
    assert batch.rows.tolist() == [0, 3 + 1]
    assert np.flatnonzero(batch.wordless).tolist() == [0]
