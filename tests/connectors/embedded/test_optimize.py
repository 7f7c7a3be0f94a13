from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from hybrid_search.connectors.base import IndexSpec, LegQuery, Row
from hybrid_search.connectors.embedded import EmbeddedClient, optimize, optimize_worker, payload_indexes, shard
from hybrid_search.errors import BackendError, IndexLocked, StorageFull
from hybrid_search.filters import F, Filter, matches
from hybrid_search.types import SparseVector, unit_rows
from hybrid_search.types.metadata import freeze

DIMS, ROWS = 32, 3000
WORKER = """
import sys, qdrant_edge
shard = qdrant_edge.EdgeShard.load(sys.argv[1])
print(flush=True)
shard.optimize()
"""


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """Rows of 8 latent dimensions with noise, 20 weights each."""
    generator = np.random.default_rng(0)
    noise = 0.3 * generator.standard_normal((ROWS, DIMS))
    dense = unit_rows(
        generator.standard_normal((ROWS, 8)) @ generator.standard_normal((8, DIMS)) + noise, DIMS, "document"
    )
    return [
        Row(
            id=str(number),
            text="text",
            metadata=freeze({"lang": ["en", "de"][number % 2], "year": 2000 + number % 7, "price": number / 7}, "row"),
            parent=str(number // 10),
            ordinal=number % 10,
            hash="h",
            sparse=SparseVector.from_pairs(
                zip(generator.choice(500, 20, replace=False), generator.random(20), strict=True)
            ),
            dense=dense[number],
        )
        for number in range(ROWS)
    ]


@pytest.fixture
def large(folder: Path, rows: list[Row], monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedClient]:
    """An index that counts as large, so that optimising builds a graph and searches use it."""
    monkeypatch.setattr(shard, "INDEXING_THRESHOLD_KB", 10)
    monkeypatch.setattr(shard, "_FULL_SCAN_THRESHOLD_KB", 10)
    monkeypatch.setattr(payload_indexes, "FROM_ROWS", 100)
    client = EmbeddedClient(folder)
    client.create(IndexSpec(dims=DIMS, sparse=True))
    client.upsert(rows)
    yield client
    client.close()


def dense_query(rows: list[Row], number: int, where: Filter | None = None) -> LegQuery:
    dense = rows[number].dense
    assert dense is not None
    return LegQuery("dense", dense, 100, where)


def recall(client: EmbeddedClient, rows: list[Row], where: Filter | None) -> float:
    """Mean recall@100 against exact search, over 20 queries."""
    kept = [row for row in rows if matches(where, row.values())]
    matrix = np.stack([row.dense for row in kept if row.dense is not None])
    found = 0
    for number in range(20):
        query = dense_query(rows, number, where)
        assert not isinstance(query.vector, SparseVector)
        exact = {kept[place].id for place in np.argsort(-(matrix @ query.vector))[:100]}
        (leg,) = client.search([query])
        found += len(exact & {candidate.id for candidate in leg})
    return found / 2000


def test_after_optimising_searches_use_a_graph_and_find_what_they_should(
    large: EmbeddedClient, rows: list[Row]
) -> None:
    assert recall(large, rows, None) == 1.0
    large.optimize()
    assert large.facts()["indexed_vectors"] > ROWS  # dense ones too
    assert recall(large, rows, None) >= 0.98
    assert recall(large, rows, F.lang == "en") >= 0.98


def test_after_optimising_sparse_search_and_filters_are_exact(large: EmbeddedClient, rows: list[Row]) -> None:
    large.optimize()
    filters = [
        F.lang == "en",
        F.year >= 2003,
        F.price < 100.5,
        ~(F.price == 3 / 7),
        F["_hs.parent"] == "7",
        F.x.exists(),
    ]
    for where in filters:
        assert large.count(where) == sum(matches(where, row.values()) for row in rows)
    query = rows[5].sparse
    assert query is not None
    scores = {row.id: query.dot(row.sparse) for row in rows if row.sparse is not None}
    (leg,) = large.search([LegQuery("sparse", query, ROWS)])
    assert {candidate.id: candidate.score for candidate in leg} == pytest.approx(
        {id: score for id, score in scores.items() if score > 0}, rel=1e-5
    )


def test_deleted_rows_stay_deleted_and_later_ones_are_found(large: EmbeddedClient, rows: list[Row]) -> None:
    large.delete_where(F.lang == "en")
    large.optimize()
    large.upsert(rows[:10])
    assert large.count(None) == ROWS // 2 + 5
    assert large.count(F.lang == "en") == 5


def test_searches_wait_and_are_right_and_the_interpreter_is_free_meanwhile(
    large: EmbeddedClient, rows: list[Row]
) -> None:
    wrong: list[object] = []
    done = threading.Event()

    def search() -> None:
        number = 0
        while not done.is_set():
            number = (number + 1) % ROWS
            (leg,) = large.search([dense_query(rows, number)])
            if leg[0].id != str(number):
                wrong.append(leg[0])

    searching = threading.Thread(target=search)
    optimizing = threading.Thread(target=large.optimize)
    searching.start()
    optimizing.start()
    ticks = 0
    while optimizing.is_alive():
        time.sleep(0.001)
        ticks += 1
    done.set()
    searching.join()
    assert wrong == []
    assert ticks > 50  # in this process, the engine would let it tick once


def test_a_worker_that_fails_is_reported_and_nothing_is_lost(
    large: EmbeddedClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optimize, "WORKER", "no_such_module")
    with pytest.raises(BackendError, match=r"no row is lost.*no_such_module"):
        large.optimize()
    assert large.count(None) == ROWS
    with pytest.raises(IndexLocked):
        EmbeddedClient(folder).count(None)


def test_a_worker_that_is_killed_loses_nothing(
    large: EmbeddedClient, monkeypatch: pytest.MonkeyPatch, rows: list[Row]
) -> None:
    def killed(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        with subprocess.Popen([sys.executable, "-c", WORKER, command[-1]], stdout=subprocess.PIPE) as worker:
            assert worker.stdout is not None
            worker.stdout.readline()
            time.sleep(0.1)
            worker.kill()
        return subprocess.CompletedProcess(command, worker.returncode, stderr="")

    monkeypatch.setattr(subprocess, "run", killed)
    with pytest.raises(BackendError, match="exit status"):
        large.optimize()
    assert large.count(None) == ROWS
    assert recall(large, rows, None) >= 0.98


def test_a_small_index_needs_no_graph(client: EmbeddedClient, make_row: Callable[..., Row]) -> None:
    client.upsert([make_row("a"), make_row("b")])
    client.optimize()
    assert client.count(None) == 2


def test_the_worker_takes_the_folder_of_a_shard(client: EmbeddedClient, folder: Path) -> None:
    client.close()
    optimize_worker.main(str(folder / "000001" / "shard"))


def test_a_shard_that_could_not_be_opened_again_is_opened_by_the_next_call(
    client: EmbeddedClient, make_row: Callable[..., Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    client.upsert([make_row("a")])

    def full(path: Path, needed: int) -> None:
        raise StorageFull("full")

    with monkeypatch.context() as patch:
        patch.setattr(shard, "require_space", full)
        with pytest.raises(StorageFull):
            client.optimize()
        with pytest.raises(StorageFull):
            client.count(None)
    assert client.count(None) == 1
