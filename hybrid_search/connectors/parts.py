"""Writes in parts: cut by bytes and by count before they are sent, and halved when the backend still refuses."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import RequestTooLarge
from hybrid_search.types import FailedDocument

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PartLimits:
    """What one request may hold.

    Attributes:
        items: At most so many.
        size: At most so many bytes, as *size_of* estimates them; a single larger item goes alone.
    """

    items: int
    size: int


@dataclass(frozen=True, slots=True)
class Item:
    """One row or id on its way.

    Attributes:
        id: The document id, for the report.
        payload: What the backend's request is made of.
        size: Bytes that it takes there, estimated.
    """

    id: str
    payload: object
    size: int


Send = Callable[[Sequence[Item]], Operation[Sequence[FailedDocument]]]
"""Sends one request with these items, and returns those that the backend refused."""


def send_in_parts(items: Sequence[Item], limits: PartLimits, send: Send) -> Operation[list[FailedDocument]]:
    """Send all items in as many requests as they need; returns those that were refused.

    A request that is refused as too large is halved until it fits. A single item that does not fit is reported.
    """
    failed: list[FailedDocument] = []
    waiting = list(parts(items, limits, lambda item: item.size))[::-1]
    while waiting:
        part = waiting.pop()
        try:
            failed += yield from send(part)
        except RequestTooLarge as error:
            if len(part) == 1:
                failed.append(FailedDocument(part[0].id, str(error)))
            else:
                _log.info("a request of %d items was too large for the backend, and is sent as two", len(part))
                middle = len(part) // 2
                waiting += [part[middle:], part[:middle]]
    return failed


def parts(items: Sequence[T], limits: PartLimits, size_of: Callable[[T], int]) -> Iterator[list[T]]:
    """Consecutive parts within the limits, in the order of *items*."""
    part: list[T] = []
    size = 0
    for item in items:
        more = size_of(item)
        if part and (len(part) >= limits.items or size + more > limits.size):
            yield part
            part, size = [], 0
        part.append(item)
        size += more
    if part:
        yield part
