"""The client's own time-out of one call: whole seconds, which it also tells the server."""

from __future__ import annotations

import inspect
from dataclasses import replace

from qdrant_client import QdrantClient

from hybrid_search.connectors.steps import Call

_ASKED = (
    "count",
    "create_collection",
    "create_payload_index",
    "delete",
    "delete_collection",
    "query_batch_points",
    "query_points",
    "retrieve",
    "scroll",
    "update_collection",
    "update_collection_aliases",
    "upsert",
)
_TIMED = frozenset(name for name in _ASKED if "timeout" in inspect.signature(getattr(QdrantClient, name)).parameters)
"""Methods that take a time-out; writes only in newer versions of the client."""


def timed(call: Call, seconds: float, own_s: float) -> Call:
    """The call with a time-out of at most *seconds*, rounded down, and at least 1.

    Args:
        call: Unchanged if its method takes no time-out.
        seconds: What is left until the deadline.
        own_s: What the client waits by itself; a shorter one is left as it is.
    """
    if call.method not in _TIMED or seconds >= own_s:
        return call
    return replace(call, arguments={**call.arguments, "timeout": max(1, int(seconds))})
