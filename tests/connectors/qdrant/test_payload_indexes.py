from __future__ import annotations

from typing import Any

import pytest

from hybrid_search import F
from hybrid_search.connectors.points.filters import to_json
from hybrid_search.connectors.points.indexes import MAX_INDEXES
from hybrid_search.connectors.qdrant.payload_indexes import RESERVED, fields_of
from hybrid_search.errors import BackendError
from hybrid_search.types import Native
from tests.connectors.contract.legs import dense_leg, sparse_leg
from tests.connectors.contract.opened import SPEC, Opened
from tests.connectors.qdrant.answers import error
from tests.connectors.qdrant.conftest import Open
from tests.connectors.qdrant.stub import Fault, Stub
from tests.fakes import row


def made_for(stub: Stub) -> set[str]:
    return set(stub.rest.indexes["notes-000001"]) - set(RESERVED)


@pytest.fixture
def strict(stub: Stub, opening: Open) -> Opened:
    """An index on a server that refuses filters on paths without a payload index."""
    stub.rest.strict = True
    opened = opening()
    opened.run(opened.connector.create(SPEC))
    return opened


def test_the_fields_of_a_filter_are_those_that_the_server_looks_at() -> None:
    assert list(fields_of(to_json((F.a == "x") & ~(F.b > 0.5) & F.c.is_in([])))) == [
        "view.string.a",
        "view.integer.b",
        "view.fraction.b[].high",
        "view.fraction.b[].high",
        "view.fraction.b[].high",
        "view.fraction.b[].low",
    ]


def test_a_path_gets_its_index_before_its_first_row_and_once(made: Opened, stub: Stub) -> None:
    stub.seen.clear()
    for _ in range(2):
        made.upsert([row("a", metadata={"lang": "en", "year": 2020})])
    assert made_for(stub) == {"view.string.lang", "view.integer.year", "view.fraction.year[].high"}
    puts = [one.path.rpartition("/")[2] for one in stub.seen if one.path.startswith("/collections/notes-000001/")]
    assert puts == ["index", "index", "index", "points", "points"]


def test_another_writer_finds_the_indexes_that_are_there(opening: Open, made: Opened, stub: Stub) -> None:
    made.upsert([row("a", metadata={"lang": "en"})])
    stub.seen.clear()
    opening().upsert([row("b", metadata={"lang": "de"})])
    assert not [one for one in stub.seen if one.path.endswith("/index")]


def test_there_are_only_so_many(made: Opened, stub: Stub) -> None:
    made.upsert([row("a", metadata={f"key{n}": "x" for n in range(MAX_INDEXES + 20)})])
    assert len(made_for(stub)) == MAX_INDEXES
    assert made.ids(F[f"key{MAX_INDEXES + 10}"] == "x") == {"a"}


@pytest.mark.parametrize("status", [400, 403])
def test_a_server_that_makes_no_more_of_them_stores_all_the_same(made: Opened, stub: Stub, status: int) -> None:
    stub.fail("/index", Fault(status, error("no more payload indices")))
    assert made.upsert([row("a", metadata={"lang": "en", "topic": "x"})]).written == 1
    made.upsert([row("b", metadata={"other": "x"})])
    assert made_for(stub) == set()
    assert made.ids(F.lang == "en") == {"a"}


WHERES: list[Any] = [
    F.lang == "en",
    F.never_written == "x",
    F.lang == 5,
    F.year > 2000.5,
    F.year.is_in([1, 2.5]),
    F.missing.exists(),
    ~(F._hs.parent == "p") & (F._hs.ordinal >= 0) & (F._hs.hash == "h"),
]


@pytest.mark.parametrize("where", WHERES, ids=range(len(WHERES)))
def test_a_server_in_strict_mode_takes_every_filter(strict: Opened, where: Any) -> None:
    strict.upsert([row("a", metadata={"lang": "en", "year": 2020})])
    legs = [sparse_leg({1: 1.0}, where=where), dense_leg(1, 0, 0, where=where)]
    sparse, dense = strict.run(strict.connector.search(legs))
    native = strict.run(strict.connector.native(legs, Native.rrf(), 5)).candidates
    assert len(sparse) == len(dense) == len(native) == strict.count(where) == strict.delete_where(where)


def test_a_reader_that_may_make_none_hears_what_the_server_says(strict: Opened, stub: Stub) -> None:
    stub.fail("/index", Fault(403, error("Forbidden: write access is required")))
    with pytest.raises(BackendError, match="Index required but not found"):
        strict.ids(F.never_written == "x")
