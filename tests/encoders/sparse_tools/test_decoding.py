from hybrid_search.encoders.hashing import HashingEncoder
from hybrid_search.encoders.sparse_tools import TokenWeight, top_tokens
from hybrid_search.types import SparseVector

VECTOR = SparseVector.from_pairs({5: 1.0, 3: 2.0, 4: 2.0, 9: 0.5})


def test_the_largest_weights_come_first_and_the_lower_dimension_among_equals() -> None:
    assert top_tokens(HashingEncoder(), VECTOR, 3) == [
        TokenWeight("#3", 2.0, 3, "exact"),
        TokenWeight("#4", 2.0, 4, "exact"),
        TokenWeight("#5", 1.0, 5, "exact"),
    ]


def test_none_gives_all() -> None:
    assert len(top_tokens(HashingEncoder(), VECTOR, None)) == 4


def test_an_empty_vector_has_no_tokens() -> None:
    assert top_tokens(HashingEncoder(), SparseVector.empty()) == []
