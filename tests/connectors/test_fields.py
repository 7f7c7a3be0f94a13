"""The field mapping of an attached index."""

from __future__ import annotations

from typing import Any

import pytest

from hybrid_search import Fields
from hybrid_search.errors import InvalidInput


@pytest.mark.parametrize("name", ["dense", "sparse"])
def test_one_vector_field_is_enough(name: str) -> None:
    fields = Fields(**{name: "my.vector"})
    assert getattr(fields, name) == "my.vector"
    assert (fields.text, fields.id) == (None, None)


def test_without_a_vector_field_nothing_could_be_searched() -> None:
    with pytest.raises(InvalidInput, match=r"Fields\(\) names no vector field; pass dense=, sparse= or both"):
        Fields(text="body", id="key")


@pytest.mark.parametrize("name", ["dense", "sparse", "text", "id"])
@pytest.mark.parametrize("value", ["", " ", "a\x00b", 5, ["a"]])
def test_a_name_is_a_text_that_is_not_empty(name: str, value: Any) -> None:
    with pytest.raises(InvalidInput, match=rf"Fields\({name}=.*must be a text that is not empty"):
        Fields(**{"dense": "d", name: value})
