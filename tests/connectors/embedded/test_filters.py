# ruff: noqa: DTZ001  # datetimes without a time zone are cases here
from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hybrid_search.connectors.base import IndexSpec, LegQuery, Row
from hybrid_search.connectors.embedded import EmbeddedClient, payload_indexes
from hybrid_search.filters import And, Compare, Exists, F, Filter, IsIn, Not, Operator, Or, matches
from hybrid_search.types import SparseVector
from hybrid_search.types.metadata import Scalar, freeze

DENSE = np.array([1.0, 0.0], dtype=np.float32)
SPARSE = SparseVector.from_pairs({7: 1.0})


def row(id: str, metadata: dict[str, Any], parent: str | None = None, ordinal: int = 0) -> Row:
    return Row(id, "text", freeze(metadata, id), parent or id, ordinal, f"hash of {id}", SPARSE, DENSE)


def found(client: EmbeddedClient, where: Filter) -> set[str]:
    """What the two legs find, and the count says."""
    legs = client.search([LegQuery("sparse", SPARSE, 100, where), LegQuery("dense", DENSE, 100, where)])
    sparse, dense = ({candidate.id for candidate in leg} for leg in legs)
    assert sparse == dense
    assert client.count(where) == len(dense)
    return dense


@pytest.fixture(params=["indexed", "not indexed"], scope="module")
def any_client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedClient]:
    """The engine answers a filter from its payload indexes or, without them, from the payloads."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(payload_indexes, "FROM_ROWS", 0 if request.param == "indexed" else 10**9)
        client = EmbeddedClient(tmp_path_factory.mktemp("filters"))
        client.create(IndexSpec(dims=2, sparse=True))
        yield client
        client.close()


SPECIAL = [
    0,
    -0.0,
    1,
    1.0,
    -1,
    0.1,
    -0.1,
    math.nextafter(0.1, 1),
    123.456,
    2020,
    2020.5,
    5e-324,
    -5e-324,
    2**53,
    -(2**53),
]
NUMBERS = st.sampled_from([*SPECIAL, 2**53 - 1, float(2**53 - 1)]) | st.floats(-(2.0**53), 2.0**53) | st.integers(-3, 3)
STRINGS = st.sampled_from(["", "en", "EN", "é", "e\u0301", "1", "true", "a.b", '"', "日本", "\U0001f600"]) | st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=3
)
DATES = st.datetimes(datetime(1969, 12, 31), datetime(1970, 1, 2)) | st.sampled_from(
    [
        datetime(2020, 1, 1),
        datetime(2020, 1, 1, tzinfo=UTC),
        datetime(2020, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))),
        datetime(2020, 1, 1, 0, 0, 0, 999),
        datetime(2020, 1, 1, 0, 0, 0, 1000),
        datetime(1, 1, 2),
        datetime(9999, 12, 30),
    ]
)
KINDS: list[st.SearchStrategy[Any]] = [NUMBERS, STRINGS, st.booleans(), DATES]
SCALARS = st.one_of(KINDS)
VALUES = st.none() | SCALARS | st.one_of([st.lists(kind, max_size=3) for kind in KINDS])
PATHS = st.sampled_from(["a", "a.b", "a_2eb", 'x"y', "a[].high", "日本", "__", "0"])
ANY_PATH = PATHS | st.sampled_from(["_hs.parent", "_hs.ordinal", "_hs.hash", "not there"])
METADATA = st.dictionaries(PATHS, VALUES, max_size=4)


@st.composite
def leaves(draw: st.DrawFn, stored: list[tuple[str, Scalar]]) -> Filter:
    """A condition, most often on a value that is stored at its path, or on one close to it."""
    path, value = draw(st.sampled_from(stored) if draw(st.integers(0, 3)) else st.tuples(ANY_PATH, SCALARS))
    value = draw(st.sampled_from(close_to(value)))
    match draw(st.integers(0, 5)):
        case 0:
            return Exists(path)
        case 1:
            return IsIn(path, (value, *draw(st.lists(SCALARS, max_size=3))))
        case 2:
            return IsIn(path, tuple(draw(st.lists(SCALARS, max_size=1))))
        case _ if isinstance(value, str | bool):
            return Compare(path, "eq", value)
        case _:
            return Compare(path, draw(st.sampled_from(get_args(Operator))), value)


def close_to(value: Scalar) -> list[Scalar]:
    if isinstance(value, datetime):
        return [value, value + timedelta(milliseconds=1), value - timedelta(microseconds=1)]
    if isinstance(value, str | bool):
        return [value]
    near = [
        value,
        math.floor(value),
        math.ceil(value),
        value + 0.5,
        math.nextafter(value, 9),
        math.nextafter(value, -9),
    ]
    return [number for number in near if abs(number) <= 2**53]


def trees(stored: list[tuple[str, Scalar]]) -> st.SearchStrategy[Filter]:
    return st.recursive(
        leaves(stored),
        lambda inner: (
            inner.map(Not)
            | st.lists(inner, min_size=1, max_size=3).map(lambda parts: And(tuple(parts)))
            | st.lists(inner, min_size=1, max_size=3).map(lambda parts: Or(tuple(parts)))
        ),
        max_leaves=6,
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Row], list[Filter]]:
    rows = [
        row(f"r{number}", metadata, parent=draw(st.sampled_from(["p", "q"])), ordinal=draw(st.integers(0, 2)))
        for number, metadata in enumerate(draw(st.lists(METADATA, min_size=1, max_size=5)))
    ]
    stored = [(path, value) for one in rows for path, values in one.values().items() for value in values]
    return rows, draw(st.lists(trees(stored), min_size=8, max_size=8))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=cases())
def test_the_engine_agrees_with_the_meaning_of_every_filter(
    any_client: EmbeddedClient, case: tuple[list[Row], list[Filter]]
) -> None:
    rows, filters = case
    any_client.delete_where(Not(IsIn("a", ())))
    assert any_client.upsert(rows).written == len(rows)
    for where in filters:
        assert found(any_client, where) == {one.id for one in rows if matches(where, one.values())}


def test_every_comparison_of_numbers_at_the_edges_is_exact(any_client: EmbeddedClient) -> None:
    any_client.delete_where(Not(IsIn("a", ())))
    rows = [row(f"r{place}", {"x": number}) for place, number in enumerate(SPECIAL)]
    any_client.upsert(rows)
    for bound in {near for number in SPECIAL for near in close_to(number)}:
        for operator in get_args(Operator):
            where = Compare("x", operator, bound)
            assert found(any_client, where) == {one.id for one in rows if matches(where, one.values())}


@pytest.fixture
def years(tmp_path: Path) -> Iterator[EmbeddedClient]:
    client = EmbeddedClient(tmp_path / "years")
    client.create(IndexSpec(dims=2, sparse=True))
    client.upsert([row("int", {"year": 2020}), row("float", {"year": 2020.0}), row("bool", {"year": True, "one": 1})])
    yield client
    client.close()


def test_an_int_equals_the_float_and_a_bool_equals_no_number(years: EmbeddedClient) -> None:
    assert found(years, F.year == 2020.0) == {"int", "float"}
    assert found(years, F.year == 1) == set()
    assert found(years, F.one == True) == set()  # noqa: E712  # the comparison builds the filter


def test_is_in_without_values_matches_nothing_and_its_negation_everything(years: EmbeddedClient) -> None:
    assert found(years, F.year.is_in([])) == set()
    assert found(years, ~F.year.is_in([])) == {"int", "float", "bool"}


def test_a_number_with_seventeen_digits_is_found_and_its_neighbours_are_not(tmp_path: Path) -> None:
    client = EmbeddedClient(tmp_path / "digits")
    client.create(IndexSpec(dims=2, sparse=True))
    numbers = np.random.default_rng(3).uniform(0, 1000, 300).tolist()
    client.upsert([row(str(number), {"x": number}) for number in numbers])
    for number in numbers[:20]:
        assert found(client, F.x == number) == {str(number)}
        assert found(client, F.x == math.nextafter(number, 0)) == set()
    client.close()


def test_thirty_two_levels_and_a_thousand_values_are_taken(years: EmbeddedClient) -> None:
    where: Filter = F.year.is_in([*range(1500, 2000), *(number + 0.5 for number in range(499)), 2020])
    for _ in range(31):
        where = Not(where)
    assert found(years, where) == {"bool"}
