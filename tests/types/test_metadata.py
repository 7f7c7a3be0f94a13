"""Metadata: what is allowed, its canonical form, and its JSON."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.errors import InvalidDocument
from hybrid_search.types.metadata import MAX_DEPTH, as_utc, epoch_ms, flatten, freeze, from_json, kind_of, to_json
from tests import strategies

text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=5)
keys = text.filter(lambda key: all(key.split(".")) and not key.startswith("_hs")) | st.sampled_from(
    ["$date", "$$date", "$", "a.b", "a", "b"]
)
scalars = (
    text
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(-(2.0**53), 2.0**53)
    | st.datetimes()
    | st.datetimes(timezones=st.just(UTC))
)
values = st.recursive(
    scalars | st.none() | st.lists(text, max_size=3) | st.lists(st.datetimes(), max_size=3),
    lambda inner: st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


def frozen(metadata: Any) -> Any:
    return freeze(metadata, "document 'a'")


class TestFreeze:
    def test_lists_become_tuples_and_dates_utc(self) -> None:
        two_hours_east = datetime(2020, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))
        assert frozen({"a": ["x"], "when": two_hours_east, "b": {"c": [True]}}) == {
            "a": ("x",),
            "when": datetime(2020, 1, 1, tzinfo=UTC),
            "b": {"c": (True,)},
        }

    def test_nested_mappings_are_read_only(self) -> None:
        with pytest.raises(TypeError):
            frozen({"a": {"b": 1}})["a"]["b"] = 2

    @pytest.mark.parametrize(
        ("bad", "message"),
        [
            ({"a": math.nan}, "'a' is nan; numbers must be finite"),
            ({"a": -math.inf}, "'a' is -inf"),
            ({"a": 2**53 + 1}, r"'a' is 9007199254740993; .* within 2\*\*53"),
            ({"a": 10**5000}, "'a' is a whole number of 16,610 bits"),
            ({"a": b"x"}, "'a' is bytes; allowed are"),
            ({"a": {1}}, "'a' is set"),
            ({"a": date(2020, 1, 1)}, "'a' is date"),
            ({"a": Decimal(1)}, "'a' is Decimal"),
            ({"a": np.int64(1)}, "'a' is int64"),
            ({"a": ["x", 1]}, "'a' is a list that mixes number and string; use one kind"),
            ({"a": [True, 1]}, "mixes bool and number"),
            ({"a": ["x", None]}, "'a' is a list that holds None; leave it out"),
            ({"a": [["x"]]}, "'a' is list; .* flat lists"),
            ({"a": [{"b": 1}]}, "'a' is dict; .* flat lists"),
            ({"a": {"b": math.nan}}, "'a.b' is nan"),
            ({1: "x"}, "key 1 is int; keys must be strings"),
            ({"": 1}, "key '' has an empty part"),
            ({"a..b": 1}, "key 'a..b' has an empty part"),
            ({".a": 1}, "empty part"),
            ({"a": {"b.": 1}}, "key 'a.b.' has an empty part"),
            ({"_hs": 1}, "key '_hs' is reserved"),
            ({"_hs.parent": 1}, "is reserved"),
            ({"_hsx": 1}, "is reserved"),
            ({"a\x00": 1}, "NUL"),
            ({"a": "\ud800"}, "lone surrogate"),
            ({"a\udc00": 1}, "lone surrogate"),
            ({"a.b": 1, "a": {"b": 2}}, "says 'a.b' twice"),
            ({"a": {"b.c": 1}, "a.b": {"c": 1}}, "says 'a.b.c' twice"),
            ([("a", 1)], "metadata is list; it must be a mapping"),
            ({"a": datetime.min.replace(tzinfo=timezone(timedelta(hours=1)))}, "years 1 to 9999"),
            ({"a": [datetime.max.replace(tzinfo=timezone(-timedelta(hours=1)))]}, "years 1 to 9999"),
        ],
    )
    def test_names_the_path_and_the_rule(self, bad: Any, message: str) -> None:
        with pytest.raises(InvalidDocument, match=message) as caught:
            frozen(bad)
        assert str(caught.value).startswith("document 'a': ")
        assert "\x00" not in str(caught.value)

    def test_a_reserved_name_below_the_top_is_the_callers(self) -> None:
        assert frozen({"a": {"_hs": 1}}) == {"a": {"_hs": 1}}

    def test_eight_levels_are_the_limit(self) -> None:
        def nested(levels: int) -> dict[str, Any]:
            return {"a": nested(levels - 1)} if levels > 1 else {"a": 1}

        assert frozen(nested(MAX_DEPTH)) == nested(MAX_DEPTH)
        with pytest.raises(InvalidDocument, match="nested deeper than 8 levels"):
            frozen(nested(MAX_DEPTH + 1))

    def test_a_mapping_that_holds_itself_is_refused(self) -> None:
        endless: dict[str, Any] = {}
        endless["a"] = endless
        with pytest.raises(InvalidDocument, match="nested deeper"):
            frozen(endless)

    def test_a_date_that_is_no_moment_is_refused(self) -> None:
        class NotATime(datetime):  # as the one of pandas
            def date(self) -> date:
                raise ValueError("NaT")

        with pytest.raises(InvalidDocument, match="'a' is the date"):
            frozen({"a": NotATime(2020, 1, 1)})

    def test_a_time_zone_without_an_offset_is_no_time_zone(self) -> None:
        class Unknown(tzinfo):
            def utcoffset(self, moment: datetime | None) -> None:
                return None

            dst = tzname = utcoffset

        assert as_utc(datetime(2020, 1, 1, tzinfo=Unknown())) == datetime(2020, 1, 1, tzinfo=UTC)


class TestFlatten:
    def test_scalars_are_lists_of_one_and_nothing_has_no_path(self) -> None:
        metadata = frozen({"a": 1, "b": {"c": ["x", "y"], "d": None}, "e.f": True, "g": [], "h": {}})
        assert dict(flatten(metadata)) == {"a": (1,), "b.c": ("x", "y"), "e.f": (True,)}


class TestJson:
    def test_is_canonical(self) -> None:
        assert to_json(frozen({"b": 1, "a": ["ä"]})) == '{"a":["ä"],"b":1}'

    def test_marks_dates(self) -> None:
        assert to_json(frozen({"a": datetime(2020, 1, 1, 0, 0, 0, 5)})) == (  # noqa: DTZ001  # read as UTC
            '{"a":{"$date":"2020-01-01T00:00:00.000005+00:00"}}'
        )

    @pytest.mark.parametrize(
        "mine", [{"$date": "tomorrow"}, {"a": {"$date": "x"}}, {"$": {"$$": {"$date": 1}}}, {"$date": {"$date": 1}}]
    )
    def test_the_callers_own_dollar_keys_come_back(self, mine: dict[str, Any]) -> None:
        assert from_json(to_json(frozen(mine))) == mine

    @given(st.dictionaries(keys, values, max_size=4))
    def test_comes_back_equal_with_equal_types(self, metadata: dict[str, Any]) -> None:
        try:
            stored = frozen(metadata)
        except InvalidDocument as error:
            assert "twice" in str(error)  # noqa: PT017  # the only thing that these strategies can get wrong
            return
        again = from_json(to_json(stored))
        assert again == stored
        assert repr(sorted(flatten(again))) == repr(sorted(flatten(stored)))  # 1 is not 1.0 and not True here

    @given(strategies.metadata)
    def test_is_json_of_any_reader(self, metadata: dict[str, Any]) -> None:
        assert isinstance(json.loads(to_json(frozen(metadata))), dict)


def test_kinds_are_four_and_a_bool_is_no_number() -> None:
    assert [kind_of(value) for value in (True, 1, 1.5, "x", datetime.now(UTC), None, b"", [1])] == [
        "bool",
        "number",
        "number",
        "string",
        "date",
        None,
        None,
        None,
    ]


def test_milliseconds_are_rounded_down_also_before_1970() -> None:
    assert epoch_ms(datetime(1970, 1, 1, 0, 0, 1, 1_999, tzinfo=UTC)) == 1_001
    assert epoch_ms(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1
    assert epoch_ms(datetime(1970, 1, 1)) == 0  # noqa: DTZ001  # a date without a zone is read as UTC
