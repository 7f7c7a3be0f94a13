from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from hybrid_search.connectors.embedded import EmbeddedClient

WRITER = """
import sys
from itertools import count
import numpy as np
from hybrid_search.connectors.base import IndexSpec, Row
from hybrid_search.connectors.embedded import EmbeddedClient, opened
from hybrid_search.types import SparseVector

opened.FLUSH_BYTES = 50_000
client, run = EmbeddedClient(sys.argv[1]), sys.argv[2]
if not client.exists():
    client.create(IndexSpec(dims=8, sparse=True))
for batch in count():
    ids = [f"{run}-{batch}-{number}" for number in range(20)]
    vectors = SparseVector.from_pairs({batch: 1.0}), np.ones(8, np.float32)
    report = client.upsert([Row(id, "text", {}, run, 0, f"hash of {id}", *vectors) for id in ids])
    assert report.written == 20
    print(*ids, flush=True)
"""


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_acknowledged_survives_a_kill_at_any_moment(tmp_path: Path, seed: int) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(part or str(Path.cwd()) for part in sys.path)}
    chance = random.Random(seed)
    acknowledged: list[str] = []
    for run in range(3):
        command = [sys.executable, "-c", WRITER, str(tmp_path / "notes"), str(run)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for _ in range(chance.randint(1, 40)):
                acknowledged += writer.stdout.readline().split()
            writer.kill()
            acknowledged += [id for line in writer.stdout if line.endswith("\n") for id in line.split()]
        client = EmbeddedClient(tmp_path / "notes")
        stored = client.fetch(acknowledged, vectors=True)
        assert list(stored) == acknowledged
        assert all(row.hash == f"hash of {id}" and row.sparse and row.dense is not None for id, row in stored.items())
        client.close()
