from __future__ import annotations

import pytest

from hybrid_search.encoders.one_pass.model_folder import BUNDLED, TOKENIZER, ModelFolder
from hybrid_search.encoders.one_pass.wordpieces import Wordpieces


@pytest.fixture(scope="module")
def wordpieces() -> Wordpieces:
    return Wordpieces(ModelFolder.open(BUNDLED).read(TOKENIZER))


def test_a_text_stands_between_its_begin_and_end_tokens(wordpieces: Wordpieces) -> None:
    ids, lost = wordpieces.encode("Plants eat!", 256)
    assert [wordpieces.text(index) for index in ids] == ["[CLS]", "plants", "eat", "!", "[SEP]"]
    assert lost == 0


def test_a_long_text_is_cut_before_its_end_token(wordpieces: Wordpieces) -> None:
    ids, lost = wordpieces.encode("one two three four five", 4)
    assert [wordpieces.text(index) for index in ids] == ["[CLS]", "one", "two", "[SEP]"]
    assert lost == 3


def test_a_text_of_exactly_the_limit_loses_nothing(wordpieces: Wordpieces) -> None:
    assert wordpieces.encode("one two", 4)[1] == 0


def test_special_tokens_are_known_and_never_come_out_of_a_text(wordpieces: Wordpieces) -> None:
    names = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}
    assert {wordpieces.text(index) for index in wordpieces.special} == names
    ids, _ = wordpieces.encode(" ".join(sorted(names)), 256)
    assert not wordpieces.special & set(ids[1:-1])
