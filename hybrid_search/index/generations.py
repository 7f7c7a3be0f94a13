"""The generations of an index: what was built behind its name, and which of them is live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import CorruptIndex, IndexNotFound, PermissionDenied, Unsupported
from hybrid_search.index.lifecycle import read_stamp
from hybrid_search.index.served import read_served

State = Literal["live", "retired", "unfinished", "damaged"]


@dataclass(frozen=True, slots=True)
class Generation:
    """One built index behind a name, with rows and records of its own.

    Attributes:
        number: From 1.
        state: "live": the name points to it. "retired": it was live once, and is a way back. "unfinished": a migration
            has begun it, and it was never live. "damaged": a part of it cannot be read, and it is not live.
        encoder: Name of the encoder that it was built with; "" if it has no stamp that can be read.
        created: ISO 8601, UTC; "" without a stamp.
        documents: Rows.
    """

    number: int
    state: State
    encoder: str
    created: str
    documents: int


def generations(connector: Connector) -> Operation[tuple[Generation, ...]]:
    """All that are there, by number; none where that cannot be told, as of a foreign index."""
    if connector.attached:
        return ()
    try:
        return (yield from _generations(connector))
    except (Unsupported, PermissionDenied):
        return ()  # the name points to something without a number, or this role may not look


def _generations(connector: Connector) -> Operation[tuple[Generation, ...]]:
    found: tuple[Generation, ...] = ()
    numbers = yield from connector.generations()
    live = (yield from connector.generation()) if numbers else 0
    for number in numbers:
        found += ((yield from _described(connector.at(number), number, live=number == live)),)
    return found


def _described(connector: Connector, number: int, *, live: bool) -> Operation[Generation]:
    encoder = created = ""
    served, documents, damaged = None, 0, False
    try:
        documents = yield from connector.count(None)
        served = yield from read_served(connector)
        if (stamp := (yield from read_stamp(connector))) is not None:
            encoder, created = stamp.encoder, stamp.created
    except CorruptIndex:
        damaged = True
    except IndexNotFound:
        pass  # it was killed while it was made, or has just been deleted
    state: State = "live" if live else "damaged" if damaged else "unfinished" if served is None else "retired"
    return Generation(number, state, encoder, created, documents)
