"""A sync into a folder is killed at random moments, and the one after ends in the state of an undisturbed one."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from hybrid_search import HashingEncoder, HybridIndex
from hybrid_search.connectors.embedded.client import EmbeddedClient
from tests.ingest.mortal import Mortal

KILLS = 20
DOCUMENTS = 160
# Reads versions from stdin and syncs each; every version changes a part, lengthens and shortens documents, drops some.
SYNCER = f"""
import sys
from hybrid_search import Document, HashingEncoder, HybridIndex
from hybrid_search.ingest.chunk import part

class Bars:
    fingerprint = {{"chunker": "bars"}}
    def chunks(self, document):
        return [part(document, n, text) for n, text in enumerate(document.text.split(" | "))]

def source(version):
    for n in range({DOCUMENTS}):
        if (n + version) % 9:
            texts = [f"text {{n}} {{c}} {{(n + version) % 3}}" for c in range(1 + (n * version) % 4)]
            yield Document(str(n), " | ".join(texts))

print("ready", flush=True)
version = int(sys.stdin.readline())
with HybridIndex.open(sys.argv[1], HashingEncoder()) as index:
    print("open", flush=True)
    index.sync(source(version), chunker=Bars(), delete_missing=True, max_delete_share=1, batch_size=8)
print("done", flush=True)
"""


def state(folder: Path) -> dict[str, Any]:
    with HybridIndex.open(folder, HashingEncoder(), create=False):
        pass  # the stamp is there and right
    client = EmbeddedClient(folder)
    try:
        rows, _ = client.scan(None, 10_000, vectors=True)
        return {
            row.id: (
                row.text,
                row.parent,
                row.ordinal,
                row.hash,
                row.sparse,
                None if row.dense is None else row.dense.tolist(),
            )
            for row in rows
        }
    finally:
        client.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL")
def test_twenty_times(tmp_path: Path) -> None:
    expected: dict[int, dict[str, Any]] = {}
    for version in (1, 2):
        whole = Mortal(SYNCER, tmp_path / str(version))
        whole.begin(str(version))
        started = time.monotonic()
        whole.finish()
        takes = time.monotonic() - started
        expected[version] = state(tmp_path / str(version))

    chance = random.Random(7)
    folder, interrupted = tmp_path / "notes", 0
    following = Mortal(SYNCER, folder)
    for kill in range(KILLS):
        victim, following = following, Mortal(SYNCER, folder)
        victim.begin(str(1 + kill % 2))  # each kill falls into a sync to another version
        time.sleep(chance.uniform(0, takes * 0.8))
        interrupted += victim.kill()
    following.begin("1")
    following.finish()
    assert interrupted
    assert state(folder) == expected[1]
