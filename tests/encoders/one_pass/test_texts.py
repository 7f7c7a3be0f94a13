from __future__ import annotations

import numpy as np
import pytest

from hybrid_search.encoders.one_pass import OnePassNetwork
from hybrid_search.errors import InvalidInput
from hybrid_search.types import SparseVector, Truncation

ODD = {
    "empty": "",
    "white space": " \n\t ",
    "one character": "x",
    "NUL": "\0",
    "a lone surrogate": "\ud800",
    "only emoji": "😀🎉",
    "only stop words": "to be or not to be, that is the",
    "a word of 100,000 letters": "x" * 100_000,
    "mixed scripts": "日本語 text смешанный عربي ไทย",
    "special tokens spelled out": "[CLS] [SEP] [MASK] [PAD]",
    "a replacement character": "\ufffd",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_any_text_has_both_vectors(fp32: OnePassNetwork, text: str) -> None:
    encoded = fp32.encode_documents([text])
    assert encoded.sparse is not None
    assert encoded.dense is not None
    assert np.linalg.norm(encoded.dense[0]) == pytest.approx(1)
    assert encoded.truncation == Truncation()


@pytest.mark.parametrize("name", ["empty", "white space", "NUL", "only emoji", "a word of 100,000 letters"])
def test_a_text_without_a_known_wordpiece_has_an_empty_sparse_vector(fp32: OnePassNetwork, name: str) -> None:
    assert fp32.encode_documents([ODD[name]]).sparse == [SparseVector.empty()]


def test_a_text_without_wordpieces_does_not_disturb_its_batch(fp32: OnePassNetwork) -> None:
    alone = fp32.encode_documents(["plants"]).sparse
    assert alone is not None
    assert fp32.encode_documents(["", "plants", "😀"]).sparse == [SparseVector.empty(), alone[0], SparseVector.empty()]


def test_nul_and_lone_surrogates_are_dropped(fp32: OnePassNetwork) -> None:
    clean, dirty = (fp32.encode_documents([text]).sparse for text in ("plants eat", "pla\0nts\ud800 eat"))
    assert clean == dirty


def test_a_special_token_in_a_text_is_the_characters_that_it_is_written_with(fp32: OnePassNetwork) -> None:
    spelled, spaced = (fp32.encode_documents([text]).sparse for text in ("[MASK] them", "[ mask ] them"))
    assert spelled == spaced


def test_many_texts_of_one_token_fit_into_one_batch(fp32: OnePassNetwork) -> None:
    encoded = fp32.encode_queries(["x"] * 170)
    assert encoded.sparse is not None
    assert all(vector == encoded.sparse[0] for vector in encoded.sparse)


def test_no_texts_give_no_vectors(fp32: OnePassNetwork) -> None:
    encoded = fp32.encode_documents([])
    assert encoded.sparse == []
    assert encoded.dense is not None
    assert encoded.dense.shape == (0, 384)


def test_a_bare_string_is_refused(fp32: OnePassNetwork) -> None:
    with pytest.raises(InvalidInput, match="list of strings"):
        fp32.encode_queries("how do plants eat")
