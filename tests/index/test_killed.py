"""``add`` is killed in the middle, and the folder opens again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hybrid_search import Document, HashingEncoder, HybridIndex
from hybrid_search.types import AddReport

DOCUMENTS = 5_000
WRITER = f"""
import sys
from hybrid_search import Document, HashingEncoder, HybridIndex

documents = [Document(str(n), f"text of document {{n}}", {{"n": n}}) for n in range({DOCUMENTS})]
index = HybridIndex.open(sys.argv[1], HashingEncoder())
index.add(documents, batch_size=10, progress=lambda report: print(report.written, flush=True))
"""


def test_every_acknowledged_document_is_there_and_a_repetition_completes_the_rest(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(part or str(Path.cwd()) for part in sys.path)}
    command = [sys.executable, "-c", WRITER, str(tmp_path / "notes")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for _ in range(5):
            writer.stdout.readline()
        writer.kill()
        rest = writer.stdout.read().splitlines()
    acknowledged = int(rest[-1]) if rest else 50

    documents = [Document(str(n), f"text of document {n}", {"n": n}) for n in range(DOCUMENTS)]
    with HybridIndex.open(tmp_path / "notes", HashingEncoder()) as index:
        stored = index.count()
        assert acknowledged <= stored < DOCUMENTS
        assert index.get([str(n) for n in range(acknowledged)]) == {one.id: one for one in documents[:acknowledged]}
        assert index.add(documents, batch_size=1_000) == AddReport(written=DOCUMENTS - stored, unchanged=stored)
