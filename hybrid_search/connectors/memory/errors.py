"""Error mapping: the store raises the library's own errors, so there is nothing to map."""

from __future__ import annotations

from hybrid_search.connectors.base import Failure


def failure(error: Exception) -> Failure | None:  # noqa: ARG001  # the shape is the same for every backend
    """None: every error is final and raised as it is."""
    return None
