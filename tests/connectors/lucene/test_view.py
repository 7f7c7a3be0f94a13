from __future__ import annotations

import math
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.connectors.lucene.view import MAX_PATH, MAX_STRING_BYTES, field, name, stored, term, view


def test_each_kind_has_fields_of_its_own() -> None:
    assert view(
        {
            "lang": ("en", "de"),
            "year": (2020, 0.5),
            "draft": (False,),
            "seen": (datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),),
        }
    ) == {
        "path": ["lang", "year", "draft", "seen"],
        "string": {"lang": ["en", "de"]},
        "number": {"year": [2020.0, 0.5]},
        "bool": {"draft": [False]},
        "date": {"seen": [1000]},
    }


def test_a_path_is_one_part_of_a_field_name() -> None:
    assert field("string", "a.b") == "string.a_2eb"
    assert field("number", "_hs.ordinal") == "number._5fhs_2eordinal"


def test_a_long_path_is_known_by_its_hash() -> None:
    one, other = "a" * (MAX_PATH + 1), "a" * MAX_PATH + "b"
    assert name("a" * MAX_PATH) == "a" * MAX_PATH
    assert len(name(one)) == 2 + 64
    assert name(one) != name(other)
    assert name(one).startswith("__")


def test_negative_zero_is_zero() -> None:
    assert math.copysign(1, stored(-0.0)[1]) == 1


def test_a_string_is_a_term_up_to_the_limit_in_bytes() -> None:
    assert term("a" * MAX_STRING_BYTES) == "a" * MAX_STRING_BYTES
    assert term("ä" * (MAX_STRING_BYTES // 2)) == "ä" * (MAX_STRING_BYTES // 2)
    assert term("ä" * (MAX_STRING_BYTES // 2) + "a") != "ä" * (MAX_STRING_BYTES // 2) + "a"


def test_a_longer_string_is_known_by_its_hash_which_no_string_looks_like() -> None:
    long = "a" * (MAX_STRING_BYTES + 1)
    assert term(long).startswith("\x00sha256:")
    assert len(term(long)) == len("\x00sha256:") + 64
    assert term(long) != term(long + "a")


@given(st.text(), st.text())
def test_two_paths_never_share_a_field(one: str, other: str) -> None:
    assert (name(one) == name(other)) == (one == other)
