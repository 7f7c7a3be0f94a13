from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from hybrid_search.connectors.points.filters import to_json
from hybrid_search.filters import F, Filter

NOTHING: dict[str, Any] = {"must": [{"has_id": []}]}


@pytest.mark.parametrize(
    ("where", "json"),
    [
        (F.lang == "en", {"key": "view.string.lang", "match": {"any": ["en"]}}),
        (F.draft == True, {"key": "view.bool.draft", "match": {"any": [1]}}),  # noqa: E712  # it builds a filter
        (F.year.is_in([2020, 2021.0]), {"key": "view.integer.year", "match": {"any": [2020, 2021]}}),
        (F["a.b_c"].exists() & (F.x == "y"), {"must": [{"key": "view.path", "match": {"value": "a_2eb_5fc"}}, ...]}),
    ],
)
def test_a_condition_asks_for_a_typed_path(where: Filter, json: dict[str, Any]) -> None:
    (found,) = to_json(where)["must"]
    if "must" in json:
        assert found["must"][0] == json["must"][0]
    else:
        assert found == {"should": [json]}


def test_one_that_nothing_matches_has_no_values() -> None:
    assert to_json(F.x.is_in([])) == {"must": [NOTHING]}
    assert to_json(~F.x.is_in([])) == {"must": [{"must_not": [NOTHING]}]}


def test_a_date_is_compared_in_milliseconds() -> None:
    where = F.at > datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert to_json(where) == {"must": [{"must": [{"key": "view.date.at", "range": {"gt": 1000.0}}]}]}


def test_a_number_is_compared_as_an_integer_and_as_the_two_halves_of_a_fraction() -> None:
    (found,) = to_json(F.x >= 0.5)["must"]
    high = 0x3FE00000  # the upper 32 bits of 0.5, whose lower ones are 0
    assert found["should"] == [
        {"key": "view.integer.x", "range": {"gte": 0.5}},
        {"key": "view.fraction.x[].high", "range": {"gt": high}},
        {
            "must": [
                {"key": "view.fraction.x[].high", "match": {"value": high}},
                {
                    "nested": {
                        "key": "view.fraction.x",
                        "filter": {
                            "must": [{"key": "high", "match": {"value": high}}, {"key": "low", "range": {"gte": 0.0}}]
                        },
                    }
                },
            ]
        },
    ]


@pytest.mark.parametrize("value", ['"}]', "view.string.x", "a\nb", "{}", "must_not"])
def test_a_value_is_only_ever_a_value(value: str) -> None:
    assert to_json(F.x == value) == {"must": [{"should": [{"key": "view.string.x", "match": {"any": [value]}}]}]}
