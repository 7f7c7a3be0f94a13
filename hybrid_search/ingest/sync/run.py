"""Running a sync by either driver.

The lease is released and the workers are ended whatever ends it, Ctrl-C and cancellation included.
"""

from __future__ import annotations

import asyncio
import logging

from hybrid_search._tracing import span
from hybrid_search.connectors.drivers import AsyncDriver, Driver
from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import HybridSearchError, IndexNotFound
from hybrid_search.index.core import Core
from hybrid_search.ingest.sync.operation import Sync
from hybrid_search.ingest.sync.options import SyncArguments, SyncOptions
from hybrid_search.ingest.sync.reading import Entries
from hybrid_search.ingest.sync.report import SyncReport

_log = logging.getLogger(__name__)


def run_sync(core: Core, driver: Driver, source: Entries, arguments: SyncArguments) -> SyncReport:
    """See :meth:`hybrid_search.HybridIndex.sync`."""
    options = SyncOptions(**arguments)
    sync = Sync(core, source, options)
    try:
        return driver.patient(options.patience_s).run(_observed(core, sync))
    finally:
        if sync.workers is not None:
            sync.workers.close()
        try:
            driver.run(sync.lease.release())
        except IndexNotFound:
            pass  # dropped, and the claim with it
        except HybridSearchError as error:
            _not_released(core, error)


async def arun_sync(core: Core, driver: AsyncDriver, source: Entries, arguments: SyncArguments) -> SyncReport:
    """See :meth:`hybrid_search.AsyncHybridIndex.sync`."""
    options = SyncOptions(**arguments)
    sync = Sync(core, source, options)
    try:
        return await driver.patient(options.patience_s).run(_observed(core, sync))
    finally:
        if sync.workers is not None:
            await asyncio.to_thread(sync.workers.close)
        try:
            await driver.run(sync.lease.release())
        except IndexNotFound:
            pass  # as above
        except HybridSearchError as error:
            _not_released(core, error)


def _observed(core: Core, sync: Sync) -> Operation[SyncReport]:
    url = core.connector.url
    _log.info("%s: sync begins", url)
    with span("sync", core.connector) as current:
        report = yield from sync.run()
        counts = {
            "added": report.added,
            "changed": report.changed,
            "unchanged": report.unchanged,
            "deleted": report.deleted + report.surplus,
            "left_out": report.left_out,
        }
        current.set(dry_run=report.dry_run, **counts)
    done = ", ".join(f"{number} {kind.replace('_', ' ')}" for kind, number in counts.items())
    _log.info("%s: %s: %s", url, "plan of a sync" if report.dry_run else "sync done", done)
    if report.left_out:
        _log.warning("%s: documents that were not stored: %d; the report of sync says why", url, report.left_out)
    return report


def _not_released(core: Core, error: HybridSearchError) -> None:
    _log.warning(
        "%s: the lease of a sync could not be released, and the next one may wait: %s", core.connector.url, error
    )
