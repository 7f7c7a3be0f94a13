import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.ingest.chunk import chunk_id
from hybrid_search.ingest.pipeline.families import Families, family


@pytest.mark.parametrize(
    ("id", "name"),
    [("a", "a"), ("a#1", "a"), ("a#1#20", "a"), ("a#b", "a#b"), ("a#1b", "a#1b"), ("#1", ""), ("a#", "a#")],
)
def test_a_family_is_the_id_without_its_numbers(id: str, name: str) -> None:
    assert family(id) == name


@given(st.text(), st.integers(0, 10**6), st.integers(0, 10**6))
def test_whoever_could_touch_one_row_is_of_one_family(id: str, first: int, second: int) -> None:
    chunk = chunk_id(id, first)  # a row of the document, or a document of its own
    assert family(id) == family(chunk) == family(chunk_id(chunk, second))


def test_relatives_are_not_free_until_the_last_of_them_is_written() -> None:
    families = Families()
    assert families.free(["a"])
    families.begin(["a", "a#1", "b"])
    assert not families.free(["x", "a#7"])
    assert families.free(["x", "c#7"])
    families.end(["a", "a#1", "b"])
    assert families.free(["a", "b"])
