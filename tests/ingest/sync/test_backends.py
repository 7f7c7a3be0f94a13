"""The same sync on the other backends: whole, cut, shorter, without what vanished."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from qdrant_client import AsyncQdrantClient, QdrantClient

from hybrid_search import AsyncHybridIndex, Document, HybridIndex
from hybrid_search.ingest.sync import SyncReport
from tests.connectors.pinecone.server import API_KEY, PineconeServer
from tests.fakes import WordEncoder
from tests.ingest.sync.conftest import BarChunker, documents

OLD = documents(a="plants | light | sugar", b="cats", gone="trains | rails")
NEW = documents(a="plants | light", b="cats", new="steam | milk")


@pytest.fixture
def pinecone() -> Iterator[PineconeServer]:
    with PineconeServer() as server:
        yield server


def check(index: HybridIndex) -> None:
    with index:
        index.sync(OLD)
        assert index.count() == 3
        report = index.sync(OLD, chunker=BarChunker())
        assert (report.changed, report.surplus) == (3, 3)
        assert index.count() == 6
        report = index.sync(NEW, chunker=BarChunker(), delete_missing=True, max_delete_share=0.5)
        assert (report.added, report.changed, report.unchanged, report.deleted, report.surplus) == (1, 1, 1, 2, 1)
        stored = index.get([f"{id}#{n}" for id in ("a", "b", "gone", "new") for n in range(4)])
        assert set(stored) == {"a#0", "a#1", "b#0", "new#0", "new#1"}
        again = BarChunker()
        assert index.sync(NEW, chunker=again, delete_missing=True) == SyncReport(unchanged=3)
        assert again.cut == []


def test_embedded(tmp_path: Path) -> None:
    check(HybridIndex.open(tmp_path / "notes", WordEncoder()))


def test_qdrant() -> None:
    check(HybridIndex.open("qdrant+http://localhost/notes", WordEncoder(), client=QdrantClient(":memory:")))


def test_pinecone(pinecone: PineconeServer) -> None:
    check(HybridIndex.open(pinecone.url("notes"), WordEncoder(), api_key=API_KEY))


def test_qdrant_asynchronously() -> None:
    async def both() -> SyncReport:
        client = AsyncQdrantClient(":memory:")
        async with await AsyncHybridIndex.open("qdrant+http://localhost/notes", WordEncoder(), client=client) as index:
            await index.sync(OLD, chunker=BarChunker())
            return await index.sync(NEW, chunker=BarChunker(), delete_missing=True, max_delete_share=0.5)

    report = asyncio.run(both())
    assert (report.added, report.changed, report.unchanged, report.deleted, report.surplus) == (1, 1, 1, 2, 1)


def test_a_document_of_thousands_of_chunks(tmp_path: Path) -> None:
    with HybridIndex.open(tmp_path / "notes", WordEncoder()) as index:
        long = Document("a", " | ".join(["plants"] * 2_500))
        assert index.sync([long], chunker=BarChunker()).written == 2_500
        assert index.sync([Document("a", "plants")], chunker=BarChunker()).surplus == 2_499
        assert index.count() == 1
