import math
import zlib

import numpy as np
import pytest

from hybrid_search.encoders import Encoder, TokenText
from hybrid_search.encoders.hashing import HashingEncoder
from hybrid_search.errors import InvalidInput
from hybrid_search.types import FusionSpec, Truncation


def test_it_is_an_encoder() -> None:
    assert isinstance(HashingEncoder(), Encoder)


def test_each_word_is_its_crc32_with_one_plus_log_of_its_count() -> None:
    (vector,) = HashingEncoder().encode_documents(["Plants eat; plants grow, PLANTS die."]).sparse or ()
    expected = {zlib.crc32(word): 1.0 for word in (b"eat", b"grow", b"die")} | {zlib.crc32(b"plants"): 1 + math.log(3)}
    assert vector.to_dict() == pytest.approx(expected)


@pytest.mark.parametrize(("one", "other"), [("Straße", "STRASSE"), ("caf\u00e9", "cafe\u0301"), ("МИР", "мир")])
def test_case_and_unicode_form_do_not_matter(one: str, other: str) -> None:
    encoded = HashingEncoder().encode_documents([one, other])
    assert encoded.sparse is not None
    assert encoded.dense is not None
    assert encoded.sparse[0] == encoded.sparse[1]
    assert np.array_equal(encoded.dense[0], encoded.dense[1])


def test_vectors_are_the_same_on_every_machine() -> None:
    dense = HashingEncoder(dims=8).encode_documents(["plants"]).dense
    assert dense is not None
    signs = [1, 1, -3, -1, 5, -3, 1, -1]  # the sum of 7 rows of -1 and 1: of the word, and of " pl" to "ts "
    assert dense[0] == pytest.approx(np.array(signs) / math.sqrt(sum(sign**2 for sign in signs)))


def test_dense_vectors_have_unit_length_also_of_empty_texts() -> None:
    dense = HashingEncoder(dims=3).encode_documents(["", " !? ", "a", "plants eat light " * 50]).dense
    assert dense is not None
    assert dense.dtype == np.float32
    assert np.linalg.norm(dense, axis=1) == pytest.approx(np.ones(4))


def test_directions_that_cancel_out_still_give_a_vector() -> None:
    dense = HashingEncoder(dims=1).encode_documents([f"word{number}" for number in range(50)]).dense
    assert dense is not None
    assert set(dense.ravel()) == {1.0, -1.0}


def test_texts_that_share_words_are_closer_than_texts_that_do_not() -> None:
    dense = HashingEncoder().encode_documents(["how plants eat light", "plants eat sugar", "tax law of 1987"]).dense
    assert dense is not None
    assert dense[0] @ dense[1] > dense[0] @ dense[2] + 0.2


def test_an_empty_text_has_an_empty_sparse_vector() -> None:
    (vector,) = HashingEncoder().encode_queries([""]).sparse or ()
    assert len(vector) == 0


def test_no_texts_give_no_rows() -> None:
    encoded = HashingEncoder().encode_documents([])
    assert encoded.sparse == []
    assert encoded.dense is not None
    assert encoded.dense.shape == (0, 64)


def test_words_beyond_the_limit_are_not_read_and_counted() -> None:
    encoder = HashingEncoder(document_tokens=2, query_tokens=1)
    documents = encoder.encode_documents(["a b c d", "a b", "a b c"])
    assert documents.sparse is not None
    assert documents.sparse[0] == documents.sparse[1] == documents.sparse[2]
    assert documents.truncation == Truncation(texts=2, tokens=2 + 1)
    assert encoder.encode_queries(["a b c"]).truncation == Truncation(texts=1, tokens=2)
    assert encoder.limits.document_tokens == 2
    assert encoder.limits.query_tokens == 1


def test_weights_beyond_the_cap_are_dropped_and_counted() -> None:
    encoder = HashingEncoder(document_nonzeros=2, query_nonzeros=1)
    assert encoder.encode_documents(["a b c d"]).truncation == Truncation(weights=2)
    assert encoder.encode_queries(["a b c d"]).truncation == Truncation(weights=3)


def test_a_hash_has_no_text() -> None:
    assert HashingEncoder().decode([7, 123]) == [TokenText("#7", "exact"), TokenText("#123", "exact")]


def test_the_fingerprint_holds_what_documents_depend_on_and_nothing_of_queries() -> None:
    assert HashingEncoder(query_tokens=3, query_nonzeros=9).fingerprint == HashingEncoder().fingerprint
    assert HashingEncoder(dims=32).fingerprint != HashingEncoder().fingerprint
    assert HashingEncoder(document_tokens=3).fingerprint != HashingEncoder().fingerprint
    assert HashingEncoder(document_nonzeros=3).fingerprint != HashingEncoder().fingerprint


def test_it_recommends_reciprocal_rank_fusion() -> None:
    assert HashingEncoder().recommended_fusion == FusionSpec("rrf", {"k": 60})


@pytest.mark.parametrize("option", ["dims", "document_tokens", "query_tokens", "document_nonzeros", "query_nonzeros"])
def test_options_below_one_are_refused_by_name(option: str) -> None:
    with pytest.raises(InvalidInput, match=f"{option} is 0"):
        HashingEncoder(**{option: 0})
