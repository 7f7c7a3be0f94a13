"""Switching the retries of an index handle off: the drivers retry, with one deadline for all tries."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any, TypeVar

from pinecone import RetryConfig

ONCE = RetryConfig(max_retries=0)

Handle = TypeVar("Handle")
_LOGGER = logging.getLogger(__name__)


def retries_off(handle: Handle) -> Handle:
    """The same handle, whose requests are tried once.

    ``Pinecone(retry_config=…)`` covers the control plane only: in the client 10.2 a handle of an index takes no retry
    configuration, and tries four times. So it is set where the handle keeps it: in the configuration, of which the
    asynchronous handle makes its transport at the first request, and in the transport that the synchronous one has
    already. A version of the client that is built otherwise is left as it is, and then overruns deadlines.
    """
    inner: Any = handle
    try:
        http = inner._http
        http._config = replace(http._config, retry_config=ONCE)
        if http._client is not None:
            transport = http._client._transport
            transport._config = replace(transport._config, max_retries=0)
    except (AttributeError, TypeError):  # replace refuses what is no configuration of retries
        _LOGGER.warning("this version of the pinecone client keeps its own retries, so a deadline may be overrun")
    return handle
