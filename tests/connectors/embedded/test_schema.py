from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from hybrid_search.connectors.base import IndexSpec, Row
from hybrid_search.connectors.embedded.schema import to_point
from hybrid_search.connectors.typed_view import view
from hybrid_search.errors import InvalidVector
from hybrid_search.types import SparseVector
from hybrid_search.types.metadata import freeze

VIEW = view({"lang": ("en",)})
BOTH = IndexSpec(dims=2, sparse=True)
DENSE = np.array([0.6, 0.8], dtype=np.float32)


def row(**changes: Any) -> Row:
    values: dict[str, Any] = {
        "id": "a",
        "text": "t",
        "metadata": freeze({"lang": "en"}, "a"),
        "parent": "p",
        "ordinal": 2,
    }
    return Row(**values | {"hash": "h", "sparse": SparseVector.from_pairs({5: 2.0}), "dense": DENSE} | changes)


def test_metadata_is_stored_as_json_and_the_view_beside_it() -> None:
    payload: Any = to_point(row(metadata=freeze({"at": datetime(2021, 1, 1, tzinfo=UTC)}, "a")), VIEW, BOTH).payload
    assert payload["metadata"] == '{"at":{"$date":"2021-01-01T00:00:00+00:00"}}'
    assert payload["view"] == {"path": ["lang"], "string": {"lang": ["en"]}}


@pytest.mark.parametrize("sparse", [None, SparseVector.empty()])
def test_a_missing_and_an_empty_sparse_vector_are_left_out(sparse: SparseVector | None) -> None:
    vector: Any = to_point(row(sparse=sparse), VIEW, BOTH).vector
    assert set(vector) == {"dense"}


def test_a_vector_for_a_field_that_the_index_lacks_is_refused() -> None:
    with pytest.raises(InvalidVector, match="without a dense field"):
        to_point(row(), VIEW, IndexSpec(dims=None, sparse=True))
    with pytest.raises(InvalidVector, match="without a sparse field"):
        to_point(row(), VIEW, IndexSpec(dims=2, sparse=False))
