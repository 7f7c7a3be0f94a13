"""The record by which a generation that was live once is told from one that was never finished."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.steps import Operation

_KEY = "served"
_MAX_BYTES = 1_000


@dataclass(frozen=True, slots=True)
class Served:
    """Stored in a generation at the latest when it becomes live, and in the one before when that ends.

    Attributes:
        before: The generation that was live before this one; None for the first.
    """

    before: int | None


def read_served(connector: Connector) -> Operation[Served | None]:
    """Of the connector's generation; None if there is none, or nothing that can be read."""
    record = yield from connector.get_record(_KEY)
    try:
        before = json.loads((record or b"")[:_MAX_BYTES])["before"]
    except (ValueError, TypeError, KeyError):
        return None
    return Served(before) if before is None or (isinstance(before, int) and before > 0) else None


def put_served(connector: Connector, served: Served) -> Operation[None]:
    """Store it in the connector's generation."""
    yield from connector.put_record(_KEY, json.dumps(asdict(served)).encode())
