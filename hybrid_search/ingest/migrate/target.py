"""Which generation a migration reads, and which one it builds."""

from __future__ import annotations

from dataclasses import dataclass

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.steps import Operation
from hybrid_search.encoders import Encoder
from hybrid_search.errors import CorruptIndex, IndexNotFound
from hybrid_search.index.lifecycle import read_stamp
from hybrid_search.index.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Target:
    """Two generations.

    Attributes:
        live: Number of the live one.
        stamp: Of the live one; None if it has none.
        next: Number of the one that is built.
        begun: Whether that one is there already, from an earlier run or since it was live before.
        unstamped: Whether it is there without a stamp: its creator died, or is about to stamp it.
        done: Whether the live one was built with the new encoder, so that there is nothing to migrate.
    """

    live: int
    stamp: Stamp | None
    next: int
    begun: bool
    unstamped: bool
    done: bool


def target(connector: Connector, encoder: Encoder) -> Operation[Target]:
    """The newest generation that was begun with this encoder and is not live; else a new one.

    Raises:
        IndexNotFound: if there is no index.
        Unsupported: for a foreign index, and one whose name points to something without a number.
    """
    live = yield from connector.generation()
    numbers = yield from connector.generations()
    stamp = yield from _stamp(connector.at(live))
    done = stamp is not None and stamp.made_by(encoder)
    unstamped: int | None = None
    for number in sorted({*numbers} - {live}, reverse=True):
        try:
            other = yield from _stamp(connector.at(number))
        except CorruptIndex:
            continue  # it is damaged, and stays until it is deleted
        if other is None:
            unstamped = number
        elif other.made_by(encoder):
            return Target(live, stamp, number, begun=True, unstamped=False, done=done)
    next = max([live, *numbers]) + 1 if unstamped is None else unstamped
    return Target(live, stamp, next, begun=False, unstamped=unstamped is not None, done=done)


def _stamp(connector: Connector) -> Operation[Stamp | None]:
    try:
        return (yield from read_stamp(connector))
    except IndexNotFound:
        return None  # it was killed while it was made
