"""An index in memory that is migrated, and what its store is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from hybrid_search import Document, HybridIndex, MemoryClient
from hybrid_search.connectors.base import Row, WriteReport
from hybrid_search.ingest.migrate import Migration
from hybrid_search.ingest.sync.claim import PREFIX
from tests.fakes import WordEncoder

TEXTS = {"a": "plants light sugar", "b": "plants plants cats", "c": "cats mice milk", "d": "trains rails steam"}


def documents(**texts: str) -> list[Document]:
    """The four documents, or these."""
    return [Document(id, text) for id, text in (texts or TEXTS).items()]


class Store(MemoryClient):
    """Counts its writes by name, fails at the n-th, and lets something happen around the switch."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: Counter[str] = Counter()
        self.fail_at: int | None = None
        self.before_switch: Callable[[], object] = lambda: None
        self.after_switch: Callable[[], object] = lambda: None

    def create(self, spec: Any) -> None:
        self._count("create")
        super().create(spec)

    def upsert(self, rows: Sequence[Row]) -> WriteReport:
        self._count("upsert")
        return super().upsert(rows)

    def delete(self, ids: Sequence[str]) -> int:
        self._count("delete")
        return super().delete(ids)

    def put_record(self, key: str, value: bytes) -> None:
        self._count("put_record")
        super().put_record(key, value)

    def delete_record(self, key: str) -> None:
        self._count("delete_record")
        super().delete_record(key)

    def point_to(self, number: int) -> None:
        before, self.before_switch = self.before_switch, lambda: None
        before()
        self._count("point_to")
        super().point_to(number)
        after, self.after_switch = self.after_switch, lambda: None
        after()

    def rows(self, generation: int) -> dict[str, Row]:
        """Everything that is stored in a generation."""
        return self._generations[generation].rows

    def texts(self, generation: int) -> dict[str, str]:
        """Row id to text."""
        return {id: row.text for id, row in self.rows(generation).items()}

    def forget_claims(self) -> None:
        """Delete the claims of all leases."""
        for number in self.generations():
            for key in self.on(number, "list_records", {"prefix": PREFIX}):
                self.on(number, "delete_record", {"key": key})

    def _count(self, name: str) -> None:
        self.calls[name] += 1
        if self.fail_at is not None and self.calls.total() >= self.fail_at:
            raise KeyboardInterrupt


@pytest.fixture
def client() -> Store:
    return Store()


@pytest.fixture
def old() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def new() -> WordEncoder:
    return WordEncoder(name="new words")


@pytest.fixture
def index(client: Store, old: WordEncoder) -> Iterator[HybridIndex]:
    """The four documents by the old encoder."""
    with HybridIndex.open("memory://notes", old, client=client) as opened:
        opened.add(documents())
        yield opened


@pytest.fixture
def migration(index: HybridIndex, new: WordEncoder, client: Store) -> Iterator[Migration]:
    """Of that index to the new encoder."""
    with Migration.open("memory://notes", new, from_encoder=index.encoder, client=client) as opened:
        yield opened
