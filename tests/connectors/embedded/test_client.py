from __future__ import annotations

import shutil
from collections import namedtuple
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from hybrid_search.connectors.base import Candidate, IndexSpec, LegQuery, Row
from hybrid_search.connectors.embedded import EmbeddedClient
from hybrid_search.errors import IndexNotFound, InvalidName, InvalidQuery, StorageFull
from hybrid_search.filters import F
from hybrid_search.types import SparseVector, unit_rows

MakeRow = Callable[..., Row]


def dense(*numbers: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array(numbers, dtype=np.float32)


def sparse_leg(pairs: dict[int, float], limit: int = 10) -> LegQuery:
    return LegQuery("sparse", SparseVector.from_pairs(pairs), limit)


def dense_leg(*numbers: float, limit: int = 10) -> LegQuery:
    return LegQuery("dense", dense(*numbers), limit)


def test_rows_come_back_as_they_were_stored(client: EmbeddedClient, make_row: MakeRow) -> None:
    metadata = {
        "at": datetime(2021, 1, 1, 1, 2, 3, 456789, tzinfo=UTC),
        "$date": 0.1,
        "n": {"m": [1, 2.5]},
        "none": None,
    }
    weights = SparseVector.from_pairs({0: 1e-30, 2**32 - 1: 3.25}).rounded()
    vector = unit_rows([[0.3, -0.4, 0.5]], 3, "document")[0]
    stored = make_row("\U0001f600", metadata=metadata, parent="p", ordinal=3, hash="x", sparse=weights, dense=vector)
    client.upsert([stored, make_row("other")])
    back = client.fetch(["\U0001f600", "missing"], vectors=True)["\U0001f600"]
    assert (back.sparse, back.metadata, back.text) == (weights, stored.metadata, stored.text)
    assert back.dense is not None
    assert back.dense.tolist() == vector.tolist()
    assert (back.id, back.parent, back.ordinal, back.hash) == ("\U0001f600", "p", 3, "x")


def test_vectors_are_left_out_unless_asked_for(client: EmbeddedClient, make_row: MakeRow) -> None:
    client.upsert([make_row("a")])
    back = client.fetch(["a"], vectors=False)["a"]
    assert (back.sparse, back.dense) == (None, None)


def test_a_row_without_sparse_weights_is_found_by_the_dense_leg_only(client: EmbeddedClient, make_row: MakeRow) -> None:
    client.upsert([make_row("none", sparse=None), make_row("empty", sparse=SparseVector.empty())])
    sparse, found = client.search([sparse_leg({1: 1.0}), dense_leg(1, 0, 0)])
    assert sparse == []
    assert {candidate.id for candidate in found} == {"none", "empty"}
    assert client.fetch(["none"], vectors=True)["none"].sparse == SparseVector.empty()


def test_replacing_a_row_removes_the_vector_that_it_no_longer_has(client: EmbeddedClient, make_row: MakeRow) -> None:
    client.upsert([make_row("a")])
    client.upsert([make_row("a", sparse=None, text="new")])
    assert client.search([sparse_leg({1: 1.0})]) == [[]]
    assert client.count(None) == 1
    assert client.fetch(["a"], vectors=False)["a"].text == "new"


def test_legs_return_the_dot_product_and_the_cosine_best_first(client: EmbeddedClient, make_row: MakeRow) -> None:
    client.upsert(
        [
            make_row("a", sparse=SparseVector.from_pairs({1: 0.5, 2: 2.0}), dense=dense(0, 1, 0)),
            make_row("b", sparse=SparseVector.from_pairs({1: 1.0, 3: 9.0}), dense=dense(0.6, 0.8, 0), parent="p"),
            make_row("c", sparse=SparseVector.from_pairs({4: 1.0}), dense=dense(-1, 0, 0)),
        ]
    )
    sparse, found = client.search([sparse_leg({1: 2.0, 2: 3.0}), dense_leg(1, 0, 0)])
    assert sparse == [Candidate("a", 2 * 0.5 + 3 * 2.0, "a"), Candidate("b", 2 * 1.0, "p")]
    assert [candidate.id for candidate in found] == ["b", "a", "c"]
    assert [candidate.score for candidate in found] == pytest.approx([0.6, 0.0, -1.0], abs=1e-7)


def test_a_leg_returns_at_most_its_limit(client: EmbeddedClient, make_row: MakeRow) -> None:
    client.upsert([make_row(str(number)) for number in range(5)])
    legs = client.search([sparse_leg({1: 1.0}, limit=2), dense_leg(1, 0, 0, limit=3), sparse_leg({}, limit=4)])
    assert [len(leg) for leg in legs] == [2, 3, 0]


def test_a_cosine_is_never_above_one(client: EmbeddedClient, make_row: MakeRow) -> None:
    vectors = unit_rows(np.random.default_rng(0).standard_normal((200, 3)), 3, "document")
    client.upsert([make_row(str(place), dense=vector) for place, vector in enumerate(vectors)])
    legs = client.search([dense_leg(*vector.tolist(), limit=1) for vector in vectors])
    assert all(candidate.score <= 1.0 for leg in legs for candidate in leg)


def test_search_is_exact_before_optimising(client: EmbeddedClient, make_row: MakeRow) -> None:
    vectors = unit_rows(np.random.default_rng(1).standard_normal((500, 3)), 3, "document")
    client.upsert([make_row(str(place), dense=vector) for place, vector in enumerate(vectors)])
    (leg,) = client.search([dense_leg(*vectors[7].tolist(), limit=100)])
    expected = np.argsort(-(vectors @ vectors[7]))[:100]
    assert {candidate.id for candidate in leg} == {str(place) for place in expected}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (dense_leg(1, 0), r"shape \(2,\); this index takes 3"),
        (dense_leg(1, 0, np.nan), "NaN"),
        (LegQuery("dense", SparseVector.empty(), 1), "needs a dense vector"),
        (LegQuery("sparse", dense(1, 0, 0), 1), "needs a SparseVector"),
    ],
)
def test_a_query_that_does_not_fit_the_field_is_refused(client: EmbeddedClient, query: LegQuery, said: str) -> None:
    with pytest.raises(InvalidQuery, match=said):
        client.search([query])


@pytest.mark.parametrize("spec", [IndexSpec(dims=3, sparse=False), IndexSpec(dims=None, sparse=True)])
def test_a_leg_without_its_field_is_refused(folder: Path, spec: IndexSpec) -> None:
    client = EmbeddedClient(folder)
    client.create(spec)
    with pytest.raises(InvalidQuery, match="created with a"):
        client.search([dense_leg(1, 0, 0) if spec.sparse else sparse_leg({1: 1.0})])
    client.close()


def test_bad_rows_are_reported_and_the_others_written(client: EmbeddedClient, make_row: MakeRow) -> None:
    report = client.upsert([make_row("a"), make_row("short", dense=dense(1, 0)), make_row("b", dense=dense(0, 0, 0))])
    assert report.written == 1
    assert [failed.id for failed in report.failed] == ["short", "b"]
    assert client.count(None) == 1


def test_of_rows_with_one_id_the_last_is_stored(client: EmbeddedClient, make_row: MakeRow) -> None:
    assert client.upsert([make_row("a", text="old"), make_row("a", text="new")]).written == 2
    assert client.fetch(["a"], vectors=False)["a"].text == "new"


def test_nothing_to_write_is_no_error(client: EmbeddedClient) -> None:
    assert client.upsert([]).written == 0
    assert client.delete([]) == 0
    assert client.fetch([], vectors=True) == {}


def test_deleting_returns_how_many_were_there(client: EmbeddedClient, make_row: MakeRow) -> None:
    client.upsert([make_row(id, metadata={"lang": id}) for id in ("de", "en", "fr")])
    assert client.delete(["de", "de", "missing"]) == 1
    assert client.delete_where(F.lang.is_in(["de", "en"])) == 1
    assert client.delete_where(F.lang == "en") == 0
    assert client.hashes(["de", "en", "fr"]) == {"fr": "h"}


def test_thousands_of_ids_are_taken(client: EmbeddedClient, make_row: MakeRow) -> None:
    ids = [f"id {number}" for number in range(2500)]
    assert client.upsert([make_row(id, metadata={"old": True}) for id in ids]).written == 2500
    assert list(client.hashes(ids)) == ids
    assert client.delete(ids[:1100]) == 1100
    assert client.delete_where(F.old == True) == 1400  # noqa: E712  # the comparison builds the filter


def test_the_folder_keeps_everything(client: EmbeddedClient, make_row: MakeRow, folder: Path) -> None:
    client.upsert([make_row("a"), make_row("b")])
    client.delete(["b"])
    client.put_record("stamp", b"1")
    client.close()
    again = EmbeddedClient(folder)
    assert again.exists()
    assert again.hashes(["a", "b"]) == {"a": "h"}
    assert again.get_record("stamp") == b"1"
    assert again.facts()["dims"] == 3
    again.close()


def test_reading_a_missing_index_makes_nothing(tmp_path: Path) -> None:
    client = EmbeddedClient(tmp_path / "a" / "b")
    assert not client.exists()
    assert not client.drop()
    for operation in (lambda: client.count(None), lambda: client.get_record("x"), lambda: client.upsert([])):
        with pytest.raises(IndexNotFound, match="no index yet; add documents first"):
            operation()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["", "a\x00b"])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(InvalidName, match="no path"):
        EmbeddedClient(path)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Sets the free bytes that the system reports."""
    usage = namedtuple("usage", "total used free")
    yield lambda free: monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(0, 0, free))
    monkeypatch.undo()


def test_a_disk_that_fills_up_refuses_writes_and_keeps_what_was_acknowledged(
    client: EmbeddedClient, make_row: MakeRow, full_disk: Callable[[int], None]
) -> None:
    client.upsert([make_row("a")])
    full_disk(1 << 20)
    with pytest.raises(StorageFull, match="free some disk space"):
        client.upsert([make_row("b")])
    assert client.hashes(["a", "b"]) == {"a": "h"}
    full_disk(1 << 40)
    assert client.upsert([make_row("b")]).written == 1
    assert client.count(None) == 2


def test_facts_are_json_values(client: EmbeddedClient, make_row: MakeRow, folder: Path) -> None:
    client.upsert([make_row("a", metadata={"lang": "en"})])
    facts = client.facts()
    assert (facts["rows"], facts["segments"], facts["current"], facts["path"]) == (1, 1, "000001", str(folder))
    assert facts["bytes_on_disk"] > 0
    assert all(isinstance(value, str | int | bool) for value in facts.values())
