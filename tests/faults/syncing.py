"""A source whose versions differ in everything that can, a sync of it in a process of its own, and what is stored."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hybrid_search import Document, HashingEncoder, HybridIndex
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Connector, Row
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.steps import Operation
from hybrid_search.encoders import Encoder
from hybrid_search.ingest.chunk import Chunk, part

DOCUMENTS = 160


class Bars:
    """Cuts at ``" | "``."""

    fingerprint = {"chunker": "bars"}  # noqa: RUF012  # as the protocol has it

    def chunks(self, document: Document) -> Sequence[Chunk]:
        return [part(document, n, text) for n, text in enumerate(document.text.split(" | "))]


def source(version: int, documents: int = DOCUMENTS) -> Iterator[Document]:
    """Each version changes a part of the one before, lengthens and shortens documents, and drops every ninth."""
    for n in range(documents):
        if (n + version) % 9:
            texts = [f"text {n} {c} {(n + version) % 3}" for c in range(1 + (n * version) % 4)]
            yield Document(f"{n:04d}", " | ".join(texts), {"n": n})


HOW: dict[str, Any] = {"chunker": Bars(), "delete_missing": True, "max_delete_share": 1, "batch_size": 8}
"""Small batches, so that there are many moments at which something can happen."""


def stored(url: str, encoder: Encoder | None = None) -> list[dict[str, Any]]:
    """Everything that the index holds, by id; a row that was there twice would come twice."""
    with HybridIndex.open(url, encoder or HashingEncoder(), create=False):
        pass  # the stamp is there, and right
    connector = connect(url, Access())
    driver = Driver(connector)
    try:
        rows = driver.run(_all(connector))
    finally:
        driver.close()
    return [
        {
            "id": row.id,
            "text": row.text,
            "metadata": dict(row.metadata),
            "parent": row.parent,
            "ordinal": row.ordinal,
            "hash": row.hash,
            "sparse": row.sparse,
            "dense": None if row.dense is None else row.dense.tolist(),
        }
        for row in sorted(rows, key=lambda row: row.id)
    ]


def claims(url: str) -> list[str]:
    """The keys of what syncs have left to say that they write."""
    connector = connect(url, Access())
    driver = Driver(connector)
    try:
        return driver.run(connector.list_records("sync/"))
    finally:
        driver.close()


def _all(connector: Connector) -> Operation[list[Row]]:
    yield from connector.delete(["nothing"])  # a write of its own, so that it waits for those of others, too
    yield from connector.settle()
    found: list[Row] = []
    cursor: str | None = None
    while True:
        rows, cursor = yield from connector.scan(cursor, 500, vectors=True)
        found += rows
        if cursor is None:
            return found


class Syncing:
    """A process that imports everything, waits for its version, and syncs it."""

    def __init__(self, url: str | Path, patience_s: float = 300.0) -> None:
        root = str(Path(__file__).parents[2])
        path = os.pathsep.join([root, *(part for part in sys.path if part)])
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(url), str(patience_s)],
            env=os.environ | {"PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self, version: int) -> None:
        """Return when the index is open and the sync begins."""
        assert self._process.stdin is not None
        assert self.says() == "ready"
        self._process.stdin.write(f"{version}\n")
        self._process.stdin.flush()
        assert self.says() == "open"

    def says(self) -> str:
        """The next line: "ready", "open", "writing" after the first batch, and how it ended."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def kill(self) -> bool:
        """SIGKILL; whether it was still at work."""
        self._process.kill()
        out, _ = self._process.communicate()
        return "ended" not in out

    def end(self) -> str:
        """How it ended: "complete", or the name of the error."""
        out, _ = self._process.communicate()
        return out.rpartition("ended: ")[2].strip()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _main(url: str, patience_s: float) -> None:
    _say("ready")
    version = int(sys.stdin.readline())
    told: list[object] = []

    def progress(report: Any) -> None:
        if report.written and not told:
            told.append(report)
            _say("writing")

    with HybridIndex.open(url, HashingEncoder()) as index:
        _say("open")
        try:
            report = index.sync(source(version), progress=progress, patience_s=patience_s, **HOW)
        except Exception as error:  # named, whatever it is
            _say(f"ended: {type(error).__name__}")
        else:
            _say(f"ended: {'complete' if report.complete else report.failed}")


if __name__ == "__main__":
    _main(sys.argv[1], float(sys.argv[2]))
