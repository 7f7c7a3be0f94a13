from types import SimpleNamespace
from typing import Any

import pytest

from hybrid_search.encoders.sentence_transformers.lengths import count_tokens, reading_at_most, token_limit
from hybrid_search.errors import InvalidInput


def module(**given: Any) -> SimpleNamespace:
    """Stands for the modules of several versions of sentence-transformers."""
    tokenizer = SimpleNamespace(model_max_length=32, num_special_tokens_to_add=lambda: 2)
    return SimpleNamespace(**({"tokenizer": tokenizer, "max_seq_length": 32} | given))


@pytest.mark.parametrize(
    ("given", "limit"),
    [
        ({}, 32),
        ({"document_length": 24, "query_length": None}, 24),
        ({"document_length": 24, "processing_kwargs": {"text": {"max_length": 8}}}, 8),
        ({"max_seq_length": 10**30}, None),
        ({"max_seq_length": None}, None),
    ],
)
def test_the_own_limit_is_found_where_the_library_looks_for_it(given: dict[str, Any], limit: int | None) -> None:
    assert token_limit(module(**given), "document", None, "sparse_document_tokens") == limit


def test_a_module_that_reads_everything_has_no_limit_and_takes_none() -> None:
    endless = SimpleNamespace(tokenizer=SimpleNamespace())
    assert token_limit(endless, "query", None, "dense_query_tokens") is None
    assert count_tokens(endless, ["plants eat", ""]) == [0, 0]
    with pytest.raises(InvalidInput, match="leave dense_query_tokens out"):
        token_limit(endless, "query", 8, "dense_query_tokens")


def test_without_a_known_number_of_positions_there_is_no_upper_limit() -> None:
    assert token_limit(module(), "query", 10_000, "dense_query_tokens") == 10_000


def test_the_limit_is_set_inside_and_put_back_after() -> None:
    reader = module()
    with reading_at_most(reader, 8):
        assert reader.max_seq_length == 8
    assert reader.max_seq_length == 32


def test_since_version_5_4_it_is_an_option_of_the_tokenizer() -> None:
    reader = module(processing_kwargs={"text": {"padding": True}})
    with reading_at_most(reader, 8):
        assert reader.processing_kwargs == {"text": {"padding": True, "max_length": 8}}
    assert reader.processing_kwargs == {"text": {"padding": True}}


def test_it_is_put_back_after_an_error_too() -> None:
    reader = module()

    def failing() -> None:
        with reading_at_most(reader, 8):
            raise KeyError

    with pytest.raises(KeyError):
        failing()
    assert reader.max_seq_length == 32


def test_no_limit_changes_nothing() -> None:
    reader = module()
    with reading_at_most(reader, None):
        assert reader.max_seq_length == 32
