"""A build beside a live generation is killed at random moments, and the one after ends as an undisturbed one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from hybrid_search import Document, HashingEncoder, HybridIndex
from hybrid_search.connectors.embedded.client import EmbeddedClient
from hybrid_search.ingest.migrate import Migration

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


class Process:
    """A started interpreter that waits for its turn."""

    def __init__(self, folder: Path) -> None:
        path = os.pathsep.join(part or str(Path.cwd()) for part in sys.path)
        self.process = subprocess.Popen(
            [sys.executable, "-c", BUILDER, str(folder)],
            env=os.environ | {"PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "open\n"

    def kill(self) -> bool:
        """Whether it was still at work."""
        self.process.kill()
        out, _ = self.process.communicate()
        return "done" not in out

    def finish(self) -> None:
        out, _ = self.process.communicate()
        assert (out, self.process.returncode) == ("done\n", 0)


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
    whole = Process(tmp_path / "whole")
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
    following = Process(folder)
    for _ in range(KILLS):
        victim, following = following, Process(folder)
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
