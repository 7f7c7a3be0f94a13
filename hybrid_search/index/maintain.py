"""Keeping an index fast, and ending it."""

from __future__ import annotations

import logging

from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import Unsupported
from hybrid_search.index import lifecycle
from hybrid_search.index.core import Core

_log = logging.getLogger(__name__)


def optimize(core: Core) -> Operation[None]:
    """Build or merge what makes searches fast."""
    lifecycle.writable(core)
    yield from lifecycle.require(core)
    _log.info("%s: optimizing", core.connector.url)
    yield from core.connector.optimize()
    _log.info("%s: optimized", core.connector.url)


def drop(core: Core) -> Operation[bool]:
    """Delete the whole index.

    Raises:
        Unsupported: through a view, which must not delete what it does not see, and for a foreign index.
    """
    lifecycle.writable(core)
    if core.where is not None:
        raise Unsupported("drop() through a view would delete documents outside it; use delete(where=…), or the index")
    core.forget()
    dropped = yield from core.connector.drop()
    if dropped:
        _log.info("%s: dropped", core.connector.url)
    return dropped
