"""AsyncHybridIndex: the same operations as coroutines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, Unpack, overload

from hybrid_search.connectors.access import Access, AccessOptions
from hybrid_search.connectors.drivers import AsyncDriver
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.encoders import Encoder
from hybrid_search.errors import IndexClosed
from hybrid_search.filters import Where, parse
from hybrid_search.index import doctor, lifecycle, maintain, read, sample, search, write
from hybrid_search.index.core import Core
from hybrid_search.index.default_encoder import default_encoder
from hybrid_search.index.finding import Finding
from hybrid_search.index.queries import Queries, QueryEncoding
from hybrid_search.index.request import SearchOptions, as_ids, check_queries, check_query, check_request, parse_view
from hybrid_search.index.statistics.recount import RecountProgress, RecountReport, recount
from hybrid_search.index.statistics.save import save
from hybrid_search.types import AddReport, Document, SearchResults, SparseVector

if TYPE_CHECKING:
    from hybrid_search.ingest.sync import Entries, SyncArguments, SyncReport


class AsyncHybridIndex:
    """:class:`HybridIndex` for asyncio; its methods are described there.

    The event loop is never blocked: encoding runs in worker threads, and a backend in this process on a thread of its
    own. Tasks may share one object.
    """

    def __init__(self, core: Core, driver: AsyncDriver) -> None:
        self._core = core
        self._driver = driver

    @classmethod
    async def open(
        cls,
        url: str | Path,
        encoder: Encoder | None = None,
        *,
        create: bool | None = None,
        queries: QueryEncoding | None = None,
        **access: Unpack[AccessOptions],
    ) -> Self:
        """See :meth:`HybridIndex.open`, which has the same keyword arguments. A client is the asynchronous one."""
        how = Access(**access)
        core = Core(connect(url, how), encoder or default_encoder(), create, queries=Queries(queries))
        driver = AsyncDriver(core.connector, RetryPolicy(deadline_s=how.deadline_s))
        try:
            await driver.run(lifecycle.open_index(core))
        except BaseException:
            await driver.close()
            raise
        return cls(core, driver)

    @property
    def url(self) -> str:
        """Where the index is, with any password masked."""
        return self._core.connector.url

    @property
    def encoder(self) -> Encoder:
        """What turns text into vectors here."""
        return self._core.encoder

    async def add(
        self,
        documents: Iterable[Document],
        *,
        batch_size: int = 64,
        skip_unchanged: bool = True,
        progress: write.Progress | None = None,
        wait: bool = True,
    ) -> AddReport:
        """See :meth:`HybridIndex.add`. The iterable is read in worker threads."""
        return await self._driver.run(
            write.add(
                self._core,
                documents,
                batch_size=batch_size,
                skip_unchanged=skip_unchanged,
                progress=progress,
                wait=wait,
            )
        )

    async def sync(self, source: Entries, **arguments: Unpack[SyncArguments]) -> SyncReport:
        """See :meth:`HybridIndex.sync`. The iterable is read in worker threads."""
        from hybrid_search.ingest.sync.run import arun_sync  # noqa: PLC0415  # ingest stands on index

        return await arun_sync(self._core, self._driver, source, arguments)

    async def delete(self, ids: str | Iterable[str] | None = None, *, where: Where | None = None) -> int:
        """See :meth:`HybridIndex.delete`."""
        return await self._driver.run(write.delete(self._core, None if ids is None else as_ids(ids), parse(where)))

    @overload
    async def get(self, ids: str) -> Document | None: ...  # type: ignore[overload-overlap]  # a str is one id
    @overload
    async def get(self, ids: Iterable[str]) -> dict[str, Document]: ...
    async def get(self, ids: str | Iterable[str]) -> Document | dict[str, Document] | None:
        """See :meth:`HybridIndex.get`."""
        found = await self._driver.run(read.get(self._core, as_ids(ids)), whole=True)
        return found.get(ids) if isinstance(ids, str) else found

    async def count(self, where: Where | None = None) -> int:
        """See :meth:`HybridIndex.count`."""
        return await self._driver.run(read.count(self._core, where), whole=True)

    async def search(self, query: str, **options: Unpack[SearchOptions]) -> SearchResults:
        """See :meth:`HybridIndex.search`, which has the same keyword arguments."""
        request = check_request(self._core, **options)
        return (await self._driver.run(search.search(self._core, [check_query(query)], request), whole=True))[0]

    async def search_many(self, queries: Sequence[str], **options: Unpack[SearchOptions]) -> list[SearchResults]:
        """See :meth:`HybridIndex.search_many`."""
        request = check_request(self._core, **options)
        return await self._driver.run(search.search(self._core, check_queries(queries), request), whole=True)

    def view(self, where: Where) -> Self:
        """See :meth:`HybridIndex.view`."""
        return type(self)(self._core.narrowed(parse_view(where)), self._driver)

    def with_queries(self, queries: QueryEncoding) -> Self:
        """See :meth:`HybridIndex.with_queries`."""
        return type(self)(self._core.encoding(queries), self._driver)

    async def stats(self) -> read.IndexStats:
        """See :meth:`HybridIndex.stats`."""
        return await self._driver.run(read.stats(self._core))

    async def sample_vectors(self, size: int = 1_000) -> list[SparseVector]:
        """See :meth:`HybridIndex.sample_vectors`."""
        return await self._driver.run(sample.sample_vectors(self._core, size))

    async def doctor(self) -> list[Finding]:
        """See :meth:`HybridIndex.doctor`."""
        return await self._driver.run(doctor.examine(self._core))

    async def recount(self, *, progress: RecountProgress | None = None) -> RecountReport:
        """See :meth:`HybridIndex.recount`."""
        return await self._driver.run(recount(self._core, progress))

    async def optimize(self) -> None:
        """See :meth:`HybridIndex.optimize`."""
        await self._driver.run(maintain.optimize(self._core))

    async def drop(self) -> bool:
        """See :meth:`HybridIndex.drop`."""
        return await self._driver.run(maintain.drop(self._core))

    async def close(self) -> None:
        """See :meth:`HybridIndex.close`."""
        try:
            if self._core.tally.unsaved:
                with suppress(IndexClosed):  # closed already, or by another task just now
                    await self._driver.run(save(self._core))
        finally:
            await self._driver.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r}, encoder={self.encoder.name!r})"
