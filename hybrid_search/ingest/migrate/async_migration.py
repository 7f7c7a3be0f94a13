"""AsyncMigration: the same operations as coroutines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, Unpack

from hybrid_search.connectors.access import Access, AccessOptions
from hybrid_search.connectors.drivers import AsyncDriver
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.connectors.steps import Operation
from hybrid_search.encoders import Encoder
from hybrid_search.index import AsyncHybridIndex
from hybrid_search.index.core import Core
from hybrid_search.index.default_encoder import default_encoder
from hybrid_search.index.generations import Generation, generations
from hybrid_search.ingest.migrate.agreement import Agreement
from hybrid_search.ingest.migrate.building import BATCH_SIZE, build, plan
from hybrid_search.ingest.migrate.comparing import TellQuery, compare
from hybrid_search.ingest.migrate.leases import Leases
from hybrid_search.ingest.migrate.report import BuildReport, SwitchReport, TellBuild
from hybrid_search.ingest.migrate.sides import Sides
from hybrid_search.ingest.migrate.switching import back, drop_old, switch
from hybrid_search.ingest.migrate.target import Target
from hybrid_search.ingest.sync.options import PATIENCE_S

T = TypeVar("T")


class AsyncMigration:
    """:class:`Migration` for asyncio; its methods are described there. The event loop is never blocked."""

    def __init__(self, sides: Sides, driver: AsyncDriver, *, owned: bool) -> None:
        self._sides = sides
        self._driver = driver
        self._owned = owned

    @classmethod
    def open(
        cls,
        url: str | Path,
        encoder: Encoder | None = None,
        *,
        from_encoder: Encoder | None = None,
        **access: Unpack[AccessOptions],
    ) -> Self:
        """See :meth:`Migration.open`. Nothing is sent yet. A client is the asynchronous one."""
        how = Access(**access)
        connector = connect(url, how)
        driver = AsyncDriver(connector, RetryPolicy(deadline_s=how.deadline_s))
        return cls(Sides(connector, encoder or default_encoder(), from_encoder), driver, owned=True)

    @classmethod
    def of(cls, index: AsyncHybridIndex, encoder: Encoder) -> Self:
        """See :meth:`Migration.of`."""
        core, driver = index._core, index._driver
        return cls(Sides.of(core, encoder), driver, owned=False)

    @property
    def url(self) -> str:
        """Where the index is, with any password masked."""
        return self._sides.connector.url

    async def target(self) -> Target:
        """See :meth:`Migration.target`."""
        return await self._driver.run(self._sides.find())

    async def generations(self) -> tuple[Generation, ...]:
        """See :meth:`Migration.generations`."""
        return await self._driver.run(generations(self._sides.connector))

    async def plan(self) -> BuildReport:
        """See :meth:`Migration.plan`."""
        return await self._driver.run(plan(self._sides))

    async def build(self, *, batch_size: int = BATCH_SIZE, progress: TellBuild | None = None) -> BuildReport:
        """See :meth:`Migration.build`."""
        return await self._leased(lambda leases: build(self._sides, leases, batch_size, progress))

    async def compare(self, queries: Sequence[str], k: int = 10, *, progress: TellQuery | None = None) -> Agreement:
        """See :meth:`Migration.compare`."""
        return await self._driver.run(compare(self._sides, queries, k, progress))

    async def open_live(self) -> AsyncHybridIndex:
        """See :meth:`Migration.open_live`."""
        return self._opened(await self._driver.run(self._sides.live()))

    async def open_next(self) -> AsyncHybridIndex:
        """See :meth:`Migration.open_next`."""
        return self._opened(await self._driver.run(self._sides.built()))

    async def switch(
        self, *, leave_out: bool = False, batch_size: int = BATCH_SIZE, progress: TellBuild | None = None
    ) -> SwitchReport:
        """See :meth:`Migration.switch`."""
        return await self._leased(lambda leases: switch(self._sides, leases, batch_size, progress, leave_out=leave_out))

    async def back(self) -> SwitchReport:
        """See :meth:`Migration.back`."""
        return await self._leased(lambda leases: back(self._sides, leases))

    async def drop_old(self) -> list[int]:
        """See :meth:`Migration.drop_old`."""
        return await self._leased(lambda leases: drop_old(self._sides, leases))

    async def close(self) -> None:
        """See :meth:`Migration.close`."""
        if self._owned:
            await self._driver.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r}, encoder={self._sides.encoder.name!r})"

    def _opened(self, core: Core) -> AsyncHybridIndex:
        return AsyncHybridIndex(
            core, AsyncDriver(core.connector, self._driver._policy)
        )  # closing it closes no other one

    async def _leased(self, operation: Callable[[Leases], Operation[T]]) -> T:
        leases = Leases()
        try:
            return await self._driver.patient(PATIENCE_S).run(operation(leases))
        finally:
            await self._driver.run(leases.release())
