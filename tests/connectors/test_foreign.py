from __future__ import annotations

from typing import Any

import pytest

from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.foreign import foreign_metadata, foreign_row, value_at


@pytest.mark.parametrize(
    ("source", "value"),
    [({"a": {"b": 1}}, 1), ({"a.b": 1}, 1), ({"a": {"c": 1}}, None), ({"a": 5}, None), ({}, None)],
)
def test_a_value_is_found_whether_dots_nest_or_not(source: dict[str, Any], value: object) -> None:
    assert value_at(source, "a.b") == value


def test_metadata_are_what_the_rules_allow() -> None:
    source = {
        "lang": "en",
        "tags": ["x", "y"],
        "mixed": ["x", 1],
        "objects": [{"a": 1}],
        "_hs": "ours",
        "huge": 2**60,
        "ml": {"vector": [0.5], "model": "m"},
        "text": "shown elsewhere",
    }
    assert dict(foreign_metadata(source, ["text", "ml.vector"])) == {
        "lang": "en",
        "tags": ("x", "y"),
        "ml": {"model": "m"},
    }


def test_a_path_that_is_said_twice_is_kept_once() -> None:
    assert dict(foreign_metadata({"a": {"b": 1}, "a.b": 2}, [])) == {"a": {"b": 1}}


def test_a_row_is_its_own_only_part_without_the_named_fields_among_its_metadata() -> None:
    fields = Fields(sparse="weights", text="body.text", id="number")
    source = {"body": {"text": "plants", "pages": 3}, "number": 7, "weights": {"1": 2.0}, "lang": "en"}
    row = foreign_row("7", source, fields, sparse=None, dense=None)
    assert (row.id, row.text, row.parent, row.ordinal, row.hash) == ("7", "plants", "7", 0, "")
    assert dict(row.metadata) == {"body": {"pages": 3}, "lang": "en"}


def test_a_row_without_its_text_has_an_empty_one() -> None:
    assert foreign_row("a", {}, Fields(sparse="weights", text="body"), sparse=None, dense=None).text == ""
    assert foreign_row("a", {"body": "x"}, Fields(sparse="weights"), sparse=None, dense=None).text == ""
