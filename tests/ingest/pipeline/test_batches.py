from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.ingest.pipeline.batches import batches
from tests.fakes import WordEncoder, row


class Counting(WordEncoder):
    """A text's tokens are its letters."""

    def document_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]


def texts(lengths: Sequence[int], most: int, tokens: int) -> list[list[int]]:
    rows = [row(str(n), text="x" * length) for n, length in enumerate(lengths)]
    return [[len(one.text) for one in batch] for batch in batches(Counting(), rows, most, tokens)]


def test_the_longest_come_first_and_padding_counts() -> None:
    # 5 + 5 fit into 10 tokens; 3, 3 and 2 are 9 with padding; a fourth of 3 would be 12
    assert texts([2, 5, 3, 5, 3, 1], most=10, tokens=10) == [[5, 5], [3, 3, 2], [1]]


def test_no_batch_has_more_rows_than_allowed() -> None:
    assert texts([1] * 5, most=2, tokens=100) == [[1, 1], [1, 1], [1]]


def test_a_row_that_is_longer_than_a_batch_is_one_by_itself() -> None:
    assert texts([50, 1, 1], most=10, tokens=10) == [[50], [1, 1]]


def test_rows_of_one_length_keep_their_order() -> None:
    rows = [row(str(n), text="x") for n in range(5)]
    assert [one.id for batch in batches(Counting(), rows, 2) for one in batch] == list("01234")


@given(st.lists(st.integers(1, 40)), st.integers(1, 8), st.integers(1, 60))
def test_every_row_comes_once_and_every_bound_holds(lengths: list[int], most: int, tokens: int) -> None:
    cut = texts(lengths, most, tokens)
    assert sorted(length for batch in cut for length in batch) == sorted(lengths)
    assert all(len(batch) <= most for batch in cut)
    assert all(len(batch) == 1 or max(batch) * len(batch) <= tokens for batch in cut)
