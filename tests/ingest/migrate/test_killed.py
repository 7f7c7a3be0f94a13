"""A build beside a live generation is killed at random moments, and the one after ends as an undisturbed one."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from qdrant_client import QdrantClient

from hybrid_search import Document, HashingEncoder, HybridIndex
from hybrid_search.connectors.embedded.client import EmbeddedClient
from hybrid_search.ingest.migrate import Migration
from tests.ingest.mortal import Mortal

KILLS = 5
DOCUMENTS = 300
BUILDER = """
import sys
from hybrid_search import HashingEncoder
from hybrid_search.ingest.migrate import Migration

print("ready", flush=True)
sys.stdin.readline()
with Migration.open(sys.argv[1], HashingEncoder(dims=32)) as migration:
    print("open", flush=True)
    migration.build(batch_size=4)
print("done", flush=True)
"""


def fill(folder: Path) -> None:
    with HybridIndex.open(folder, HashingEncoder()) as index:
        index.add(Document(str(n), f"text {n} of {n % 7}", {"n": n}) for n in range(DOCUMENTS))


def state(folder: Path, generation: int) -> dict[str, Any]:
    client = EmbeddedClient(folder)
    try:
        rows, _ = client.on(generation, "scan", {"after": None, "limit": 10_000, "vectors": True})
        return {
            row.id: (row.text, row.metadata, row.hash, row.sparse, None if row.dense is None else row.dense.tolist())
            for row in rows
        }
    finally:
        client.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL")
def test_five_times(tmp_path: Path) -> None:
    fill(tmp_path / "whole")
    whole = Mortal(BUILDER, tmp_path / "whole")
    whole.begin()
    started = time.monotonic()
    whole.finish()
    takes = time.monotonic() - started
    expected = state(tmp_path / "whole", 2)
    assert len(expected) == DOCUMENTS

    chance = random.Random(7)
    folder, interrupted = tmp_path / "notes", 0
    fill(folder)
    live = state(folder, 1)
    following = Mortal(BUILDER, folder)
    for _ in range(KILLS):
        victim, following = following, Mortal(BUILDER, folder)
        victim.begin()
        time.sleep(chance.uniform(0, takes * 0.3))
        interrupted += victim.kill()
        assert state(folder, 1) == live
    following.begin()
    following.finish()
    assert interrupted
    assert state(folder, 2) == expected
    with Migration.open(folder, HashingEncoder(dims=32)) as migration:
        assert [one.number for one in migration.generations()] == [1, 2]
        assert migration.switch().live == 2
    with HybridIndex.open(folder, HashingEncoder(dims=32), create=False) as index:
        assert index.count() == DOCUMENTS


def test_between_the_two_collections_of_a_generation_the_next_build_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hybrid_search.connectors.qdrant.lifecycle.PAUSE_S", 0.0)
    client = QdrantClient(":memory:")
    create = client.create_collection

    def killed(collection_name: str, **arguments: Any) -> bool:
        if collection_name == "notes--records-000002":
            monkeypatch.setattr(client, "create_collection", create)
            raise KeyboardInterrupt
        return create(collection_name, **arguments)

    url = "qdrant://localhost/notes"
    with HybridIndex.open(url, HashingEncoder(), client=client) as index:
        index.add([Document("a", "text")])
    monkeypatch.setattr(client, "create_collection", killed)
    with Migration.open(url, HashingEncoder(dims=32), client=client) as migration:
        with pytest.raises(KeyboardInterrupt):
            migration.build()
        report = migration.build()
        assert (report.next, report.encoded) == (2, 1)
        assert migration.switch().live == 2
