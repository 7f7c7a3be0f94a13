import pytest

from hybrid_search.encoders.texts import checked_texts
from hybrid_search.errors import InvalidInput


def test_texts_come_back_in_their_order() -> None:
    assert list(checked_texts(["b", "", "a 🙂"])) == ["b", "", "a 🙂"]


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert list(checked_texts(["a\ud800b"])) == ["a\ufffdb"]


def test_a_bare_string_is_refused_with_the_way_out() -> None:
    with pytest.raises(InvalidInput, match=r"list of strings, for instance \[text\]"):
        list(checked_texts("how do plants eat"))


def test_what_is_not_a_string_is_refused() -> None:
    with pytest.raises(InvalidInput, match="holds a bytes"):
        list(checked_texts([b"plants"]))  # type: ignore[list-item]  # what callers without types pass
