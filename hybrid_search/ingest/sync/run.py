"""Running a sync by either driver; the lease is released whatever ends it, Ctrl-C and cancellation included."""

from __future__ import annotations

import logging

from hybrid_search.connectors.drivers import AsyncDriver, Driver
from hybrid_search.errors import HybridSearchError, IndexNotFound
from hybrid_search.index.core import Core
from hybrid_search.ingest.sync.operation import Sync
from hybrid_search.ingest.sync.options import SyncArguments, SyncOptions
from hybrid_search.ingest.sync.reading import Entries
from hybrid_search.ingest.sync.report import SyncReport

_log = logging.getLogger(__name__)


def run_sync(core: Core, driver: Driver, source: Entries, arguments: SyncArguments) -> SyncReport:
    """See :meth:`hybrid_search.HybridIndex.sync`."""
    sync = Sync(core, source, SyncOptions(**arguments))
    try:
        return driver.run(sync.run())
    finally:
        try:
            driver.run(sync.lease.release())
        except IndexNotFound:
            pass  # dropped, and the claim with it
        except HybridSearchError as error:
            _not_released(core, error)


async def arun_sync(core: Core, driver: AsyncDriver, source: Entries, arguments: SyncArguments) -> SyncReport:
    """See :meth:`hybrid_search.AsyncHybridIndex.sync`."""
    sync = Sync(core, source, SyncOptions(**arguments))
    try:
        return await driver.run(sync.run())
    finally:
        try:
            await driver.run(sync.lease.release())
        except IndexNotFound:
            pass  # as above
        except HybridSearchError as error:
            _not_released(core, error)


def _not_released(core: Core, error: HybridSearchError) -> None:
    _log.warning(
        "%s: the lease of a sync could not be released, and the next one may wait: %s", core.connector.url, error
    )
