from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.ingest.chunk import chunk_id, part
from hybrid_search.types import Document

IDS = st.text(alphabet="a#01", min_size=1, max_size=5)
ORDINALS = st.integers(min_value=0, max_value=12)


def test_an_id_is_the_documents_and_the_ordinal() -> None:
    assert chunk_id("a", 0) == "a#0"
    assert chunk_id("a#0", 12) == "a#0#12"


@given(IDS, ORDINALS, IDS, ORDINALS)
def test_chunks_of_two_documents_never_share_an_id(first: str, one: int, second: str, two: int) -> None:
    assert (chunk_id(first, one) == chunk_id(second, two)) == ((first, one) == (second, two))


def test_a_part_carries_all_metadata_of_its_document() -> None:
    document = Document("a", "one two", {"year": 2020, "tags": ["x"]})
    chunk = part(document, 3, "two")
    assert (chunk.id, chunk.parent, chunk.ordinal, chunk.text) == ("a#3", "a", 3, "two")
    assert chunk.metadata == document.metadata
