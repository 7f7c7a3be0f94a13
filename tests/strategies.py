"""Generated metadata and filters, from small pools, so that they meet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

STRINGS = ["", "a", "A", "b", "ä", "a\u0308", "1", "true", "o'b\"r", "🙂"]
NUMBERS = [0, -0.0, 1, 1.0, -1, 0.1, 2020, 2**53, -(2**53), 1e-300]
# Two dates within one millisecond, one before 1970, one instant in two spellings, and one without a time zone.
DATES = [
    datetime(2020, 1, 1, 12, 0, 0, 500_100, tzinfo=UTC),
    datetime(2020, 1, 1, 12, 0, 0, 500_900, tzinfo=UTC),
    datetime(2020, 1, 1, 14, 0, 0, 501_000, tzinfo=timezone(timedelta(hours=2))),
    datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2020, 1, 1, 12, 0, 0, 500_000),  # noqa: DTZ001  # a date without a zone is read as UTC
]
PATHS = ["a", "b", "b.c", "b.c.d", "när", "file name"]

strings = st.sampled_from(STRINGS)
numbers = st.sampled_from(NUMBERS)
dates = st.sampled_from(DATES)
bools = st.booleans()
scalars = strings | numbers | dates | bools
_lists = st.one_of(*(st.lists(kind, max_size=3) for kind in (strings, numbers, dates, bools)))
_leaves = scalars | _lists | st.none()


def _metadata() -> st.SearchStrategy[dict[str, Any]]:
    inner = st.fixed_dictionaries({}, optional={"c": _leaves | st.fixed_dictionaries({}, optional={"d": _leaves})})
    return st.fixed_dictionaries(
        {}, optional={"a": _leaves, "b": _leaves | inner, "när": _leaves, "file name": _leaves, "other": _leaves}
    )


metadata = _metadata()
"""Metadata as a caller writes it."""

_operators = st.one_of(
    st.fixed_dictionaries({"$eq": scalars | st.none()}),
    st.fixed_dictionaries({"$ne": scalars | st.none()}),
    st.fixed_dictionaries({"$contains": scalars}),
    st.fixed_dictionaries({"$exists": bools}),
    st.fixed_dictionaries({"$in": st.lists(scalars, max_size=4)}),
    st.fixed_dictionaries({"$nin": st.lists(scalars, max_size=4)}),
    st.dictionaries(st.sampled_from(["$lt", "$lte", "$gt", "$gte"]), numbers | dates, min_size=1, max_size=2),
    scalars,
    st.none(),
)
_leaf_filters = st.dictionaries(st.sampled_from(PATHS), _operators, min_size=1, max_size=2)

filters: st.SearchStrategy[dict[str, Any]] = st.recursive(
    _leaf_filters,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"$and": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"$or": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"$not": inner}),
    ),
    max_leaves=5,
)
"""Filters in the dict spelling."""
