"""Migration: the synchronous API."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, Unpack

from hybrid_search.connectors.access import Access, AccessOptions
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.connectors.steps import Operation
from hybrid_search.encoders import Encoder
from hybrid_search.index import HybridIndex
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


class Migration:
    """Brings an index to another encoder while it is searched: get one with :meth:`open` or :meth:`of`.

    ::

        with Migration.open("./notes", NewEncoder()) as migration:
            migration.build()
            migration.switch()

    A new generation is built beside the live one from what the index itself stores, so the source is not needed. The
    name goes on pointing to the live one until :meth:`switch`, and can go :meth:`back`. Whatever is stopped, at any
    moment, goes on when it is called again. :class:`AsyncMigration` has the same methods as coroutines.
    """

    def __init__(self, sides: Sides, driver: Driver, *, owned: bool) -> None:
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
        """Open an index to be migrated.

        An embedded folder takes one opener at a time: where an application has it open, use :meth:`of` there.

        Args:
            url: As for :meth:`hybrid_search.HybridIndex.open`, which has the other keyword arguments, too.
            encoder: The one that the index is to have; None is the default one-pass encoder.
            from_encoder: The one that the live generation was built with; only comparing needs it.

        Raises:
            InvalidName: if the URL is malformed or its scheme unknown.
            InvalidInput: for an argument that breaks its rule, or that this backend does not know.
        """
        how = Access(**access)
        connector = connect(url, how)
        driver = Driver(connector, RetryPolicy(deadline_s=how.deadline_s))
        return cls(Sides(connector, encoder or default_encoder(), from_encoder), driver, owned=True)

    @classmethod
    def of(cls, index: HybridIndex, encoder: Encoder) -> Self:
        """Migrate an index that is open here; it goes on searching meanwhile, and after the switch until it is closed.

        Args:
            index: Stays open when the migration is closed.
            encoder: The one that the index is to have.

        Raises:
            Unsupported: for a view.
        """
        core, driver = index._core, index._driver
        return cls(Sides.of(core, encoder), driver, owned=False)

    @property
    def url(self) -> str:
        """Where the index is, with any password masked."""
        return self._sides.connector.url

    def target(self) -> Target:
        """Which generation is live, which one is built, and whether it is begun, looked up anew.

        Raises:
            IndexNotFound: if there is no index.
            Unsupported: for a foreign index, and one whose name points to something without a number.
        """
        return self._driver.run(self._sides.find())

    def generations(self) -> tuple[Generation, ...]:
        """All generations that are there, by number."""
        return self._driver.run(generations(self._sides.connector))

    def plan(self) -> BuildReport:
        """What :meth:`build` would do, and about how long it would take; nothing is written."""
        return self._driver.run(plan(self._sides))

    def build(self, *, batch_size: int = BATCH_SIZE, progress: TellBuild | None = None) -> BuildReport:
        """Build the new generation, or go on with it; also brings one up to date that was built before.

        Both generations are compared row by row, again and again, until nothing is left to do (at most 10 times). A
        row that cannot be encoded is left out and reported, and the rest goes on.

        Args:
            batch_size: Rows that are encoded and stored together, at most.
            progress: Called after each batch.

        Raises:
            InvalidInput: if the live generation has this encoder already, or for an argument that breaks its rule.
            SyncInProgress: if another process builds the same generation.
            IndexSwitched: if the index was switched since this began.
            Unsupported: if the backend cannot keep such vectors beside the live ones; the message says the way out.
        """
        return self._leased(lambda leases: build(self._sides, leases, batch_size, progress))

    def compare(self, queries: Sequence[str], k: int = 10, *, progress: TellQuery | None = None) -> Agreement:
        """Ask both generations the same queries.

        How much their answers agree says how much users will notice, and not which is better: that takes judgements,
        and :class:`hybrid_search.eval.Comparison` over :meth:`open_live` and :meth:`open_next`.

        Args:
            queries: Their texts.
            k: Hits of each that are compared.
            progress: Called with how many queries are done, and of how many.

        Raises:
            InvalidInput: without queries, or without the encoder of the live generation.
            IndexNotFound: if nothing is built yet.
        """
        return self._driver.run(compare(self._sides, queries, k, progress))

    def open_live(self) -> HybridIndex:
        """The live generation, to be searched. Closing it leaves the migration open, and is to come before its end.

        Raises:
            InvalidInput: without its encoder.
        """
        return self._opened(self._driver.run(self._sides.live()))

    def open_next(self) -> HybridIndex:
        """The generation that was built, to be searched before it is live; closed as that of :meth:`open_live` is.

        Raises:
            IndexNotFound: if there is none yet.
        """
        return self._opened(self._driver.run(self._sides.built()))

    def switch(
        self, *, leave_out: bool = False, batch_size: int = BATCH_SIZE, progress: TellBuild | None = None
    ) -> SwitchReport:
        """Bring the new generation up to date, and make it the live one, atomically.

        Index objects that are open go on searching the old generation, until they are opened anew with the new
        encoder. Their writes follow the name: they raise EncoderMismatch from now on.

        Args:
            leave_out: Whether to switch although rows are missing, since they could not be encoded.
            batch_size: As for :meth:`build`.
            progress: As for :meth:`build`.

        Raises:
            SwitchRefused: if rows are missing; everything stays as it is.
            SyncInProgress: if a sync, or another migration, writes to the index.
            IndexSwitched: if another migration was faster.
            InvalidInput: as :meth:`build`.
        """
        return self._leased(lambda leases: switch(self._sides, leases, batch_size, progress, leave_out=leave_out))

    def back(self) -> SwitchReport:
        """Make the generation that was live before the live one again, as it was left.

        What was written since the switch is not in it. To bring that along, migrate to its encoder.

        Raises:
            InvalidInput: if no other generation was live before, or it was deleted.
            SyncInProgress: if a sync writes to the live one, or a migration to the one before.
            IndexSwitched: as :meth:`switch`.
        """
        return self._leased(lambda leases: back(self._sides, leases))

    def drop_old(self) -> list[int]:
        """Delete every generation but the live one, the way back included; returns their numbers.

        Whoever has one of them open gets IndexNotFound from the next search.

        Raises:
            SyncInProgress: if one of them is being built.
        """
        return self._leased(lambda leases: drop_old(self._sides, leases))

    def close(self) -> None:
        """Release the connection, if it was opened here."""
        if self._owned:
            self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r}, encoder={self._sides.encoder.name!r})"

    def _opened(self, core: Core) -> HybridIndex:
        return HybridIndex(core, Driver(core.connector, self._driver._policy))  # closing it closes no other one

    def _leased(self, operation: Callable[[Leases], Operation[T]]) -> T:
        leases = Leases()
        try:
            return self._driver.patient(PATIENCE_S).run(operation(leases))
        finally:
            self._driver.run(leases.release())
