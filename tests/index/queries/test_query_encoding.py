from __future__ import annotations

from typing import Any

import pytest

from hybrid_search import QueryEncoding
from hybrid_search.errors import InvalidInput


def test_by_default_queries_are_kept_and_joined_and_nothing_waits_for_more() -> None:
    assert QueryEncoding() == QueryEncoding(cache=1_024, max_batch=64, max_wait_s=0.0)


@pytest.mark.parametrize(
    ("name", "value"),
    [("cache", -1), ("cache", True), ("max_batch", 0), ("max_batch", 2.0), ("max_wait_s", -0.1), ("max_wait_s", "1")],
)
def test_what_is_no_number_of_its_range_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(InvalidInput, match=f"{name}={value!r}"):
        QueryEncoding(**{name: value})


def test_a_wait_without_end_is_refused() -> None:
    with pytest.raises(InvalidInput, match="max_wait_s=inf"):
        QueryEncoding(max_wait_s=float("inf"))
