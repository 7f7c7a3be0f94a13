"""The ``_bulk`` request: it is not atomic, so every item has an outcome of its own, and some are sent again."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from hybrid_search.connectors.lucene.answers import lacking, listed
from hybrid_search.connectors.lucene.errors import WHOLE_INDEX, Place, answer_of, failed
from hybrid_search.connectors.lucene.waits import waits
from hybrid_search.connectors.parts import Item, PartLimits
from hybrid_search.connectors.steps import Call, Operation, Sleep
from hybrid_search.errors import RequestTooLarge
from hybrid_search.types import FailedDocument

_log = logging.getLogger(__name__)

LIMITS = PartLimits(items=500, size=8_000_000)
"""Servers take 100 MB a request, and do best with 5 to 15 MB."""

IDS = PartLimits(items=2_000, size=2_000_000)
"""For requests that carry ids only."""

_ANSWERED = ["items.*.status", "items.*.result", "items.*.error"]


def action(kind: Literal["index", "delete"], key: str) -> str:
    """The line that says what happens to the document of this key."""
    return json.dumps({kind: {"_id": key}})


@dataclass(slots=True)
class Bulk:
    """Sends parts of a write, and counts what they changed.

    Attributes:
        index: The alias to write to.
        place: For messages.
        changed: How many documents were stored or deleted so far; the deletion of one that is not there counts nothing.
    """

    index: str
    place: Place
    changed: int = field(default=0, init=False)

    def send(self, items: Sequence[Item]) -> Operation[Sequence[FailedDocument]]:
        """Send the items, those that the server was too busy for again, and return those that it refused.

        Raises:
            IndexNotFound, PermissionDenied, StorageFull: if that is what it refused any item for.
            RequestTooLarge: if several items were too large together; all of them may be sent again.
        """
        refused: list[FailedDocument] = []
        waiting = items
        for pause in waits():
            body = [line for item in waiting for line in _lines(item)]
            answer = yield Call(
                "bulk", {"index": self.index, "body": body, "require_alias": True, "filter_path": _ANSWERED}
            )
            outcomes = listed(answer, "items", place=self.place, number=len(waiting))
            busy: list[Item] = []
            for item, outcome in zip(waiting, outcomes, strict=True):
                retried = None if pause is None else busy
                self._settle(item, next(iter(outcome.values()), None), refused, retried, together=len(waiting) > 1)
            if not busy or pause is None:
                break
            _log.warning(
                "%s: %d of %d rows were refused as too busy; trying these again in %.2f s",
                self.place.url,
                len(busy),
                len(waiting),
                pause,
            )
            waiting = busy
            yield Sleep(pause)
        return refused

    def _settle(
        self,
        item: Item,
        outcome: Mapping[str, Any] | None,
        refused: list[FailedDocument],
        busy: list[Item] | None,
        *,
        together: bool,
    ) -> None:
        if outcome is None or "status" not in outcome:
            raise lacking("the outcome of an item", self.place)
        if "error" not in outcome:
            self.changed += outcome.get("result") not in ("not_found", "noop")
            return
        failure = failed(answer_of(outcome["status"], outcome), self.place)
        if isinstance(failure.error, WHOLE_INDEX) or (together and isinstance(failure.error, RequestTooLarge)):
            raise failure.error
        if busy is not None and failure.retryable:
            busy.append(item)
        else:
            refused.append(FailedDocument(item.id, str(failure.error)))


def _lines(item: Item) -> Sequence[str]:
    assert isinstance(item.payload, tuple)
    return item.payload
