"""From one encoder to another on every backend: beside each other, switched, and back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from qdrant_client import AsyncQdrantClient

from hybrid_search import AsyncHybridIndex, Document, HybridIndex
from hybrid_search.connectors.embedded.client import EmbeddedClient
from hybrid_search.errors import EncoderMismatch, HybridSearchError, Unsupported
from hybrid_search.ingest.migrate import AsyncMigration, Migration
from tests.fakes import AdaptiveWordEncoder
from tests.ingest.migrate.conftest import TEXTS, documents

OLD, NEW = "words", "new words"


@pytest.fixture
def opening(every_opening: dict[str, Any]) -> dict[str, Any]:
    """The arguments of ``open``; with them, a folder is opened several times here, too."""
    if every_opening["url"].startswith("/"):
        every_opening["client"] = EmbeddedClient(every_opening["url"])
    return every_opening


def stored(index: HybridIndex) -> dict[str, str]:
    return {id: document.text for id, document in index.get([*TEXTS, "e", "f"]).items()}


def test_build_switch_and_back(opening: dict[str, Any]) -> None:
    old, new = AdaptiveWordEncoder(name=OLD), AdaptiveWordEncoder(name=NEW)
    with (
        HybridIndex.open(encoder=old, **opening) as reader,
        Migration.open(encoder=new, from_encoder=old, **opening) as migration,
    ):
        reader.add(documents())
        report = migration.build(batch_size=3)
        assert (report.live, report.next, report.encoded, report.settled) == (1, 2, 4, True)
        assert migration.build().encoded == 0
        agreement = migration.compare(["plants", "cats"])
        assert agreement.overlap == 1.0
        assert reader.search("plants", k=1).ids == ("a",)

        reader.add([Document("e", "steam")])  # by others, after the build
        reader.delete("d")
        switched = migration.switch()
        assert (switched.before, switched.live) == (1, 2)

        expected = {"a": TEXTS["a"], "b": TEXTS["b"], "c": TEXTS["c"], "e": "steam"}
        assert stored(reader) == expected  # an open object goes on
        assert reader.search("steam", k=1).ids == ("e",)
        with pytest.raises(EncoderMismatch, match="was switched to generation 2"):
            reader.add([Document("f", "milk")])
        with pytest.raises(EncoderMismatch):
            HybridIndex.open(encoder=AdaptiveWordEncoder(name=OLD), create=False, **opening)
        with HybridIndex.open(encoder=new, create=False, **opening) as writer:
            assert stored(writer) == expected
            assert writer.search("steam", k=1).ids == ("e",)
            assert writer.stats().statistics_documents in (4, 5)  # what is deleted is not subtracted
            assert [(one.number, one.state, one.documents) for one in writer.stats().generations] == [
                (1, "retired", 4),
                (2, "live", 4),
            ]
            writer.add([Document("f", "milk")])
            assert writer.count() == 5
            assert writer.sync([Document(id, text) for id, text in (expected | {"f": "milk"}).items()]).unchanged == 5

        back = migration.back()
        assert (back.before, back.live, back.behind) == (2, 1, 1)
        assert reader.add([Document("f", "milk")]).written == 1
        with HybridIndex.open(encoder=AdaptiveWordEncoder(name=OLD), create=False, **opening) as again:
            assert again.count() == 5
        assert migration.drop_old() == [2]
        assert reader.count() == 5
        reader.drop()
        assert migration.generations() == ()


def test_other_dimensions(opening: dict[str, Any]) -> None:
    sparse = AdaptiveWordEncoder(name=NEW, dense=False)
    with (
        HybridIndex.open(encoder=AdaptiveWordEncoder(name=OLD), **opening) as reader,
        Migration.open(encoder=sparse, **opening) as migration,
    ):
        reader.add(documents())
        if opening["url"].startswith("pinecone"):
            with pytest.raises(Unsupported, match="another name"):
                migration.build()
            assert reader.search("plants", k=1).ids == ("a",)
        else:
            migration.switch()
            with HybridIndex.open(encoder=sparse, create=False, **opening) as index:
                assert index.search("steam", k=1).ids == ("d",)
        reader.drop()


def test_asyncio(opening: dict[str, Any]) -> None:
    old, new = AdaptiveWordEncoder(name=OLD), AdaptiveWordEncoder(name=NEW)
    if opening["url"].startswith("qdrant"):
        opening["client"] = AsyncQdrantClient(":memory:")

    async def main() -> None:
        async with (
            await AsyncHybridIndex.open(encoder=old, **opening) as reader,
            AsyncMigration.of(reader, new) as migration,
        ):
            await reader.add(documents())
            searches = asyncio.gather(*(reader.search("plants", k=1) for _ in range(5)))
            report, found = await asyncio.gather(migration.build(), searches)
            assert report.encoded == 4
            assert [one.ids for one in found] == [("a",)] * 5
            assert (await migration.switch()).live == 2
            with pytest.raises(HybridSearchError):
                await reader.add([Document("f", "milk")])
            async with await AsyncHybridIndex.open(encoder=new, create=False, **opening) as index:
                assert await index.count() == 4
            assert (await migration.back()).behind == 0
            await reader.drop()

    asyncio.run(main())
