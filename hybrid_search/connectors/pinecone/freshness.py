"""When writes are seen: Pinecone acknowledges a write before searches find it.

Each write is answered with its log sequence number, and each query with the one that it has reached. So settling is
asking a cheap query of every place that was written until it has got there.
Source: https://docs.pinecone.io/guides/index-data/check-data-freshness
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.pinecone.layout import Layout, Place
from hybrid_search.connectors.pinecone.schema import stub
from hybrid_search.connectors.pinecone.view import TOKENS
from hybrid_search.connectors.retry import Budget
from hybrid_search.connectors.steps import Call, Gather, Operation, Sleep
from hybrid_search.errors import DeadlineExceeded, IndexNotFound

MOST_KEYS = 100_000
"""Written keys that are remembered; then a write waits until it is seen."""

FIRST_WAIT_S = 0.05
LONGEST_WAIT_S = 2.0
BLIND_WAIT_S = 5.0
"""Where the server sends no log sequence numbers: Pinecone's own word is that a write takes some seconds."""

_NOBODY = "~"  # the key of no row


@dataclass(frozen=True, slots=True)
class Position:
    """How far a place was written.

    Attributes:
        lsn: Of the last write that told its number; None if none did.
        untold: Whether a write after it did not, as the client never says those of deletes.
        turn: Counts the writes, so that one that comes while another is waited for is not forgotten.
    """

    lsn: int | None = None
    untold: bool = False
    turn: int = 0


@dataclass(slots=True)
class Unsettled:
    """What was written, and may not be seen yet. Safe for several threads."""

    _positions: dict[Place, Position] = field(default_factory=dict)
    _keys: dict[Place, dict[str, int]] = field(default_factory=dict)
    _turn: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wrote(self, place: Place, keys: Iterable[str], lsn: int | None) -> None:
        """Note an acknowledged write; without a number if it was not told."""
        with self._lock:
            self._turn += 1
            before = self._positions.get(place, Position())
            newest = before.lsn if lsn is None else max(lsn, before.lsn or 0)
            self._positions[place] = Position(newest, lsn is None or before.untold, self._turn)
            self._keys.setdefault(place, {}).update(dict.fromkeys(keys, self._turn))

    def places(self, only: Place | None = None) -> dict[Place, Position]:
        """What has to be waited for."""
        with self._lock:
            return {place: position for place, position in self._positions.items() if only in (None, place)}

    def seen(self, places: Mapping[Place, Position]) -> None:
        """Forget these, but for what was written since."""
        with self._lock:
            for place, position in places.items():
                if self._positions.get(place) == position:
                    self._positions.pop(place)
                    self._keys.pop(place, None)
                elif place in self._keys:
                    later = {key: turn for key, turn in self._keys[place].items() if turn > position.turn}
                    self._keys[place] = later

    def touches(self, place: Place, keys: Iterable[str]) -> bool:
        """Whether one of these keys was written there and may not be seen yet."""
        with self._lock:
            written = self._keys.get(place)
            return written is not None and any(key in written for key in keys)

    def full(self) -> bool:
        """Whether so many keys are remembered that a write should wait."""
        with self._lock:
            return sum(map(len, self._keys.values())) >= MOST_KEYS

    def clear(self) -> None:
        """Forget everything: the index is gone."""
        with self._lock:
            self._positions.clear()
            self._keys.clear()


def settle(
    unsettled: Unsettled,
    places: Mapping[Place, Position],
    layout: Layout,
    spec: IndexSpec,
    budget: Budget,
    url: str,
) -> Operation[None]:
    """Wait until queries see what was noted of these places.

    Raises:
        DeadlineExceeded: if they do not in time.
    """
    targets: dict[Place, int] = {}
    blind = False
    for place, position in places.items():
        target = (yield from _now(place)) if position.untold else position.lsn
        blind |= target is None
        targets |= {} if target is None else {place: target}
    blind |= yield from _reach(targets, layout, spec, budget, url)
    if blind:
        yield Sleep(BLIND_WAIT_S)
    unsettled.seen(places)


def lsn_of(response: Any) -> int | None:
    """The log sequence number that a write was answered with."""
    info = getattr(response, "response_info", None)
    return None if info is None else info.lsn_committed


def _reach(targets: Mapping[Place, int], layout: Layout, spec: IndexSpec, budget: Budget, url: str) -> Operation[bool]:
    """Ask until every place has got to its number; True if one does not tell how far it is."""
    behind = dict(targets)
    wait = FIRST_WAIT_S
    while behind:
        answers = yield Gather(tuple(_probe(place, layout, spec) for place in behind))
        reached = dict(zip(behind, (answer.response_info.lsn_reconciled for answer in answers), strict=True))
        if None in reached.values():
            return True
        behind = {place: target for place, target in behind.items() if reached[place] < target}
        if behind and wait > budget.left():
            place, target = next(iter(behind.items()))
            raise DeadlineExceeded(
                f"{url}: after {budget.seconds:g} s searches have not reached the last write (they see "
                f"{reached[place]} of {target} in {place.role} {place.namespace or '__default__'}); it is stored, and "
                "will be seen later. Allow more with deadline_s="
            )
        if behind:
            yield Sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT_S)
    return False


def _now(place: Place) -> Operation[int | None]:
    """The number of a write after all before: an update of a record that nobody has, which changes nothing."""
    arguments = {"namespace": place.namespace, "id": _NOBODY, "set_metadata": {TOKENS: ["!"]}}
    try:
        response = yield Call(f"{place.role}.update", arguments)
    except IndexNotFound:  # nothing was ever written there
        return 0
    return lsn_of(response)


def _probe(place: Place, layout: Layout, spec: IndexSpec) -> Call:
    one = stub(spec, layout) if place.role == layout.home else {"values": [1.0] + [0.0] * ((spec.dims or 1) - 1)}
    vector = {"vector": one["values"]} if "values" in one else {"sparse_vector": one["sparse_values"]}
    return Call(f"{place.role}.query", {**vector, "namespace": place.namespace, "top_k": 1})
