from collections.abc import Sequence

import pytest

from hybrid_search import BM25Encoder, HashingEncoder, OnePassEncoder, PairedEncoder
from hybrid_search.encoders.facets import CountsTokens
from hybrid_search.encoders.lengths import document_lengths
from tests.fakes import WordEncoder


class Counting(WordEncoder):
    def __init__(self, factor: int) -> None:
        super().__init__()
        self.factor = factor

    def document_tokens(self, texts: Sequence[str]) -> list[int]:
        return [self.factor * len(text) for text in texts]


def test_an_encoder_that_counts_is_asked() -> None:
    assert isinstance(Counting(1), CountsTokens)
    assert document_lengths(Counting(3), ["a", "bb"]) == [3, 6]


def test_else_four_bytes_are_a_token_up_to_the_encoders_limit() -> None:
    texts = ["", "a" * 8, "植物" * 4, "b" * 100]
    assert document_lengths(HashingEncoder(), texts) == [1, 3, 7, 26]
    assert document_lengths(HashingEncoder(document_tokens=5), texts) == [1, 3, 5, 5]


def test_a_text_that_cannot_be_counted_is_estimated() -> None:
    class Broken(WordEncoder):
        def document_tokens(self, texts: Sequence[str]) -> list[int]:
            raise RuntimeError("no such token")

    assert document_lengths(Broken(), ["a" * 8, "\ud800"]) == [3, 1]


def test_the_default_encoder_counts_wordpieces_up_to_its_limit_without_loading_its_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def load(*_: object) -> None:
        raise AssertionError("it was loaded")

    monkeypatch.setattr("hybrid_search.encoders.one_pass.network._load_model", load)
    encoder = OnePassEncoder(document_tokens=6)
    # begin, "plants", "eat", "light", end; and what is longer than 6 is cut to 6
    assert document_lengths(encoder, ["plants eat light", "plants " * 50]) == [5, 6]


def test_of_a_pair_the_half_that_reads_more_counts() -> None:
    assert PairedEncoder(Counting(2), Counting(3)).document_tokens(["aa"]) == [6]
    assert PairedEncoder(BM25Encoder(), Counting(3)).document_tokens(["aa"]) == [6]
