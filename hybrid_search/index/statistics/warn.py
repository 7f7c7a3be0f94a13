"""Warnings about statistics, which never stop a call: each once for an index object."""

from __future__ import annotations

import logging

from hybrid_search.index.core import Core

# Logged, not warnings.warn: the caller's code has nothing to change, and "-W error" must not stop a search.
_LOGGER = logging.getLogger("hybrid_search.index.statistics")


def warn_once(core: Core, about: str, message: str) -> None:
    """Log *message*, unless something was logged *about* the same before."""
    if core.known.warn_once(about):
        _LOGGER.warning("%s: %s", core.connector.url, message)
