from __future__ import annotations

from dataclasses import replace

from hybrid_search.connectors.stored import STORED, from_stored, to_stored
from tests.fakes import row


def test_a_row_comes_back_from_what_is_stored_and_its_vectors() -> None:
    whole = row("a", text="ä", metadata={"x": [1, 2]}, parent="p", ordinal=3, sparse={7: 2.0})
    stored = to_stored(whole)
    assert tuple(stored) == STORED
    assert from_stored(stored, whole.sparse, whole.dense) == whole
    assert from_stored({**stored, "ordinal": 3.0}, None, None) == replace(whole, sparse=None, dense=None)
