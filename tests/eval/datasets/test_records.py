"""Queries as they stand in files."""

from __future__ import annotations

import pytest

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.datasets.records import Record, texts


@pytest.mark.parametrize(
    ("records", "message"),
    [
        ([Record("f:1", "", "why tides")], "f:1: the query has an empty id"),
        ([Record("f:1", "q1", " ")], "f:1: query 'q1' has no text"),
        ([Record("f:1", "q1", "why"), Record("f:2", "q1", "why")], "f:2: query 'q1' is there twice"),
        ([Record("f:1", "q\ud800", "why")], "f:1: .*the id holds a lone surrogate"),
        ([Record("f:1", "q1", "why\ud800")], "f:1: query 'q1': the text holds a lone surrogate"),
        ([Record("f:1", "q1", "why\x00")], "f:1: query 'q1': the text holds a NUL"),
    ],
)
def test_a_query_that_cannot_be_searched_or_written_down_is_named(records: list[Record], message: str) -> None:
    with pytest.raises(InvalidSource, match=message):
        texts(records)
