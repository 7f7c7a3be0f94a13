"""The same under asyncio."""

from __future__ import annotations

import asyncio

import pytest

from hybrid_search import AsyncHybridIndex, Document
from hybrid_search.errors import EncoderMismatch
from hybrid_search.ingest.migrate import AsyncMigration, BuildProgress
from tests.fakes import WordEncoder
from tests.ingest.migrate.conftest import TEXTS, Store, documents


def test_build_compare_switch_and_back(client: Store, old: WordEncoder, new: WordEncoder) -> None:
    async def main() -> None:
        async with await AsyncHybridIndex.open("memory://notes", old, client=client) as index:
            await index.add(documents())
            async with AsyncMigration.of(index, new) as migration:
                assert (await migration.plan()).encoded == 4
                assert (await migration.build(batch_size=1)).encoded == 4
                assert (await migration.compare(["plants"])).overlap == 1.0
                assert await (await migration.open_next()).count() == 4
                assert (await (await migration.open_live()).search("cats")).ids
                assert (await migration.switch()).live == 2
                with pytest.raises(EncoderMismatch):
                    await index.add([Document("e", "cats")])
                assert (await migration.back()).live == 1
                assert [one.state for one in await migration.generations()] == ["live", "retired"]
                assert (await migration.target()).begun
                assert await migration.drop_old() == [2]
            assert (await index.search("plants", k=1)).ids == ("a",)  # closing the migration left it open

        async with AsyncMigration.open("memory://notes", new, client=client) as migration:
            assert (await migration.build()).rows == 4
        assert client.texts(2) == TEXTS

    asyncio.run(main())


def test_a_build_that_is_cancelled_goes_on(client: Store, old: WordEncoder, new: WordEncoder) -> None:
    async def main() -> None:
        async with await AsyncHybridIndex.open("memory://notes", old, client=client) as index:
            await index.add(documents())
            async with AsyncMigration.of(index, new) as migration:

                def cancel(progress: BuildProgress) -> None:
                    if progress.encoded:
                        task.cancel()

                task = asyncio.create_task(migration.build(batch_size=1, progress=cancel))
                with pytest.raises(asyncio.CancelledError):
                    await task
                report = await migration.build()
                assert report.encoded + report.kept == 4
        assert client.texts(2) == TEXTS

    asyncio.run(main())
