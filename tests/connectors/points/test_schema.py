from __future__ import annotations

from uuid import UUID

import pytest

from hybrid_search.connectors.base import Candidate, IndexSpec
from hybrid_search.connectors.points.schema import point_id, scored, to_payload, to_vectors
from hybrid_search.connectors.stored import from_stored
from hybrid_search.connectors.typed_view import view
from hybrid_search.errors import InvalidVector
from tests.fakes import row


def test_a_point_id_is_a_name_based_uuid_of_the_storage_key() -> None:
    assert point_id("a").version == 5
    assert point_id("a") == point_id("a") != point_id("b")
    assert isinstance(point_id("a" * 10_000 + "\U0001f600"), UUID)


def test_a_row_comes_back_from_its_payload_and_vectors() -> None:
    stored = row("a", text="ä", metadata={"x": [1, 2]}, parent="p", ordinal=3, sparse={7: 2.0})
    assert from_stored(to_payload(stored, view(stored.values())), stored.sparse, stored.dense) == stored


def test_an_empty_sparse_vector_is_left_out() -> None:
    spec = IndexSpec(dims=3, sparse=True)
    assert set(to_vectors(row("a", sparse={}), spec, lambda vector: vector)) == {"dense"}
    assert to_vectors(row("a", sparse={7: 2.0}), spec, len) == {"dense": [1.0, 0.0, 0.0], "sparse": 1}


def test_a_vector_for_a_field_that_the_index_lacks_is_refused() -> None:
    with pytest.raises(InvalidVector, match="without a dense field"):
        to_vectors(row("a"), IndexSpec(dims=None, sparse=True), len)
    with pytest.raises(InvalidVector, match="without a sparse field"):
        to_vectors(row("a"), IndexSpec(dims=3, sparse=False), len)


def test_cosines_are_kept_within_their_range_and_sparse_zeros_are_no_match() -> None:
    found = [Candidate("a", 1.0000001, "a"), Candidate("b", 0.0, "b"), Candidate("c", -1.1, "c")]
    assert [one.score for one in scored("dense", found)] == [1.0, 0.0, -1.0]
    assert scored("dense", found, cosine=False) == found
    assert [one.id for one in scored("sparse", found)] == ["a"]
    assert scored("sparse", []) == scored("dense", []) == []
