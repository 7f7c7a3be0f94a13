"""An index in memory that counts what is sent to it, and a chunker whose chunks a reader sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from hybrid_search import Document, HybridIndex, MemoryClient
from hybrid_search.connectors.base import Row, WriteReport
from hybrid_search.filters import Filter
from hybrid_search.ingest.chunk import Chunk, part
from tests.fakes import WordEncoder

WRITES = ("create", "drop", "upsert", "delete", "delete_where", "put_record", "delete_record")


class CountingClient(MemoryClient):
    """Counts its writes by name, and remembers the batches; ``fail_at`` ends the sync at the n-th write."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: Counter[str] = Counter()
        self.upserts: list[list[str]] = []
        self.fail_at: int | None = None

    def create(self, spec: Any) -> None:
        self._count("create")
        super().create(spec)

    def upsert(self, rows: Sequence[Row]) -> WriteReport:
        self._count("upsert")
        self.upserts.append([row.id for row in rows])
        return super().upsert(rows)

    def delete(self, ids: Sequence[str]) -> int:
        self._count("delete")
        return super().delete(ids)

    def delete_where(self, where: Filter) -> int:
        self._count("delete_where")
        return super().delete_where(where)

    def put_record(self, key: str, value: bytes) -> None:
        self._count("put_record")
        super().put_record(key, value)

    def delete_record(self, key: str) -> None:
        self._count("delete_record")
        super().delete_record(key)

    def rows(self) -> dict[str, Row]:
        """Everything stored."""
        return {row.id: row for row in self.scan(None, 10_000, vectors=True)[0]}

    def _count(self, name: str) -> None:
        self.calls[name] += 1
        if self.fail_at is not None and self.calls.total() >= self.fail_at:
            raise KeyboardInterrupt


class BarChunker:
    """Cuts at ``" | "``."""

    def __init__(self, version: int = 1) -> None:
        self.fingerprint: Mapping[str, str | int] = {"chunker": "bar", "version": version}
        self.cut: list[str] = []

    def chunks(self, document: Document) -> Sequence[Chunk]:
        self.cut.append(document.id)
        return [part(document, n, text) for n, text in enumerate(document.text.split(" | "))]


def documents(*texts: str, **named: str) -> list[Document]:
    """Documents "0", "1" and so on, and named ones."""
    return [Document(str(n), text) for n, text in enumerate(texts)] + [Document(id, named[id]) for id in named]


def texts(client: CountingClient) -> dict[str, str]:
    """Row id to text of everything stored."""
    return {id: row.text for id, row in client.rows().items()}


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def client() -> CountingClient:
    return CountingClient()


@pytest.fixture
def index(client: CountingClient, encoder: WordEncoder) -> Iterator[HybridIndex]:
    """An index to which nothing was added yet."""
    with HybridIndex.open("memory://notes", encoder, client=client) as opened:
        yield opened
