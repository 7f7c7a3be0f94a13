from __future__ import annotations

import json

import numpy as np
import pytest

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.lucene.schema import is_ours, mappings, to_document, to_row
from hybrid_search.errors import InvalidVector
from hybrid_search.types import SparseVector
from tests.fakes import row

SPEC = IndexSpec(dims=3, sparse=True)


def test_a_row_comes_back_from_its_document() -> None:
    stored = row("ä\n", text="t\n", metadata={"a": {"b": [1, 2.5]}}, parent="p", ordinal=2, sparse={7: 1.5, 9: 0.25})
    source = json.loads(to_document(stored, SPEC))
    back = to_row(source, SPEC, vectors=True)
    assert back.metadata == stored.metadata
    assert (back.id, back.text, back.parent, back.ordinal, back.hash) == ("ä\n", "t\n", "p", 2, "h")
    assert back.sparse == stored.sparse
    assert back.dense is not None
    assert np.array_equal(back.dense, stored.dense)  # type: ignore[arg-type]  # it has one


def test_a_document_is_one_line() -> None:
    assert "\n" not in to_document(row("a\nb", text="c\nd", metadata={"e\nf": "g\nh"}), SPEC)


def test_token_ids_are_the_keys_of_the_sparse_field() -> None:
    document = json.loads(to_document(row("a", sparse={2**32 - 1: 0.5, 0: 2.0}), SPEC))
    assert document["sparse"] == {"0": 2.0, "4294967295": 0.5}


def test_a_row_without_weights_has_no_sparse_field_and_an_empty_vector() -> None:
    document = json.loads(to_document(row("a", sparse={}), SPEC))
    assert "sparse" not in document
    assert to_row(document, SPEC, vectors=True).sparse == SparseVector.empty()


def test_vectors_are_left_out_unless_asked_for() -> None:
    back = to_row(json.loads(to_document(row("a"), SPEC)), SPEC, vectors=False)
    assert back.sparse is None
    assert back.dense is None


def test_the_key_is_the_storage_key() -> None:
    assert json.loads(to_document(row("plain"), SPEC))["key"] == "plain"
    assert json.loads(to_document(row("ä"), SPEC))["key"].startswith("~")


@pytest.mark.parametrize("spec", [IndexSpec(dims=4, sparse=True), IndexSpec(dims=3, sparse=False)])
def test_a_vector_that_does_not_fit_is_refused(spec: IndexSpec) -> None:
    with pytest.raises(InvalidVector):
        to_document(row("a"), spec)


def test_nothing_but_the_view_is_mapped_as_it_comes() -> None:
    mapping = mappings({}, "rows")
    assert mapping["dynamic"] is False
    assert {name for name, one in mapping["properties"].items() if one.get("dynamic")} == {
        "string",
        "number",
        "bool",
        "date",
    }
    assert mapping["properties"]["text"] == {"type": "object", "enabled": False}


def test_an_index_of_ours_is_known_by_its_mark() -> None:
    assert is_ours(mappings({}, "rows"))
    assert not is_ours({"properties": {}})
    assert not is_ours({"_meta": {"other": 1}})
