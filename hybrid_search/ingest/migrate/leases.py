"""The leases of a migration: of the generation that it builds, and for the switch of the live one, too."""

from __future__ import annotations

import logging
from concurrent.futures import Future

from hybrid_search.connectors.steps import Operation, Running, Start, Wait
from hybrid_search.errors import HybridSearchError, IndexNotFound
from hybrid_search.index.core import Core
from hybrid_search.ingest.sync.lease import BEAT_S, Lease

_log = logging.getLogger(__name__)


class Leases:
    """Several leases, held together until they are released. A sync takes the lease of the live generation, too."""

    def __init__(self) -> None:
        self._taken: list[tuple[str, Lease]] = []
        self._kept: list[tuple[Lease, Running]] = []
        self._stop: Future[None] = Future()

    def add(self, core: Core) -> Operation[None]:
        """Take the lease of another generation, and keep it for as long as the operation runs that calls this.

        Raises:
            SyncInProgress: if another process writes to it, naming the process.
        """
        lease = Lease(core)
        self._taken.append((core.connector.url, lease))  # before it is held, since its claim is stored by then
        yield from lease.hold()
        self._kept.append((lease, (yield Start(lease.keep(self._stop)))))

    def allow(self) -> Operation[None]:
        """Return when something may be written now.

        Raises:
            SyncInProgress: if one was lost, since it had stood still for too long.
        """
        for lease, keeping in self._kept:
            while not keeping.done() and not lease.fresh:
                yield Wait((keeping,), BEAT_S)
            if keeping.done():
                keeping.result()

    def release(self) -> Operation[None]:
        """Let the next one in; a failure is logged, since everything is done by then."""
        while self._taken:
            url, lease = self._taken.pop()
            try:
                yield from lease.release()
            except IndexNotFound:
                pass  # dropped, and the claim with it
            except HybridSearchError as error:
                _log.warning("%s: a lease could not be released, and the next one may wait: %s", url, error)
