"""Rows as records, and back."""

from __future__ import annotations

import pytest

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.pinecone.layout import Layout, from_tags, to_tags
from hybrid_search.connectors.pinecone.schema import MAX_METADATA, MAX_NONZEROS, names, to_entry
from hybrid_search.errors import InvalidDocument, InvalidVector, NotAnIndex, Unsupported
from tests.connectors.contract.base import HOSTILE
from tests.fakes import row

PAIR = Layout("notes", "", single=False)
SINGLE = Layout("notes", "tenant", single=True)
SPEC = IndexSpec(dims=3, sparse=True)


def test_a_row_has_a_record_in_each_index_and_one_of_its_own() -> None:
    entry = to_entry(row("a", text="t", sparse={7: 2.0}, dense=[1, 0, 0]), SPEC, PAIR)
    assert entry.legs[PAIR.dense]["values"] == [1.0, 0.0, 0.0]
    assert entry.legs[PAIR.sparse]["sparse_values"] == {"indices": [7], "values": [2.0]}
    assert entry.row["sparse_values"] == {"indices": [0], "values": [1.0]}
    assert entry.row["metadata"]["text"] == "t"
    assert "text" not in entry.legs[PAIR.dense]["metadata"]
    assert entry.bare == ()


def test_a_row_without_weights_has_no_sparse_record_and_an_older_one_is_deleted() -> None:
    entry = to_entry(row("a", sparse={}), SPEC, PAIR)
    assert set(entry.legs) == {PAIR.dense}
    assert entry.bare == (PAIR.sparse,)


def test_a_single_index_has_both_vectors_in_one_record() -> None:
    entry = to_entry(row("a", sparse={7: 2.0}, dense=[1, 0, 0]), SPEC, SINGLE)
    assert {key: value for key, value in entry.legs[SINGLE.dense].items() if key != "metadata"} == {
        "id": "a",
        "values": [1.0, 0.0, 0.0],
        "sparse_values": {"indices": [7], "values": [2.0]},
    }
    assert entry.row["values"] == [1.0, 0.0, 0.0]


def test_id_and_parent_are_stored_only_where_the_key_does_not_say_them() -> None:
    assert not {"id", "parent"} & set(to_entry(row("a"), SPEC, PAIR).row["metadata"])
    stored = to_entry(row("a", parent="p"), SPEC, PAIR).row["metadata"]
    assert (stored.get("id"), stored["parent"]) == (None, "p")


@pytest.mark.parametrize("id", HOSTILE)
def test_id_and_parent_come_back_from_any_record(id: str) -> None:
    for parent in (id, "p", HOSTILE[1]):
        entry = to_entry(row(id, parent=parent), SPEC, PAIR)
        assert entry.key.isascii()
        assert len(entry.key) <= 512
        for record in (entry.row, *entry.legs.values()):
            assert names(record["metadata"], entry.key) == (id, parent)


def test_more_than_forty_kilobytes_are_refused_with_the_way_out() -> None:
    to_entry(row("a", text="x" * (MAX_METADATA - 1_000)), SPEC, PAIR)
    with pytest.raises(InvalidDocument, match="split the text into chunks"):
        to_entry(row("a", text="x" * MAX_METADATA), SPEC, PAIR)
    with pytest.raises(InvalidDocument, match="40,000"):  # bytes, and not characters
        to_entry(row("a", text="ä" * (MAX_METADATA // 2)), SPEC, PAIR)


def test_more_than_a_thousand_non_zeros_are_refused_with_the_way_out() -> None:
    to_entry(row("a", sparse=dict.fromkeys(range(MAX_NONZEROS), 1.0)), SPEC, PAIR)
    with pytest.raises(InvalidVector, match=r"1,001 non-zeros.*capped"):
        to_entry(row("a", sparse=dict.fromkeys(range(MAX_NONZEROS + 1), 1.0)), SPEC, PAIR)


@pytest.mark.parametrize("spec", [SPEC, IndexSpec(dims=None, sparse=True), IndexSpec(dims=2, sparse=False)])
def test_the_tags_say_what_the_index_was_made_for(spec: IndexSpec) -> None:
    assert from_tags(to_tags(spec), "pinecone://notes") == spec


@pytest.mark.parametrize("tags", [None, {}, {"hybrid-search-dims": "three", "hybrid-search-sparse": "yes"}])
def test_tags_of_somebody_else_are_no_index(tags: dict[str, str] | None) -> None:
    with pytest.raises(NotAnIndex, match="not made by this library"):
        from_tags(tags, "pinecone://notes")


def test_the_physical_indexes_have_the_fields_of_the_vectors_api() -> None:
    assert PAIR.schemas(SPEC) == {
        "dense": {"fields": {"_values": {"type": "dense_vector", "dimension": 3, "metric": "cosine"}}},
        "sparse": {"fields": {"_sparse_values": {"type": "sparse_vector"}}},
    }
    assert set(PAIR.schemas(IndexSpec(dims=None, sparse=True))) == {"sparse"}
    assert set(PAIR.schemas(IndexSpec(dims=3, sparse=False))) == {"dense", "sparse"}  # the rows are in the sparse one
    assert set(SINGLE.schemas(SPEC)["single"]["fields"]) == {"_values", "_sparse_values"}
    with pytest.raises(Unsupported, match="layout=single"):
        SINGLE.schemas(IndexSpec(dims=None, sparse=True))
