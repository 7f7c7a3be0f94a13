"""Progress for machines: one JSON object a line."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from hybrid_search.ingest import PopulateProgress

_EVENT_EVERY_S = 1.0


class Events:
    """Writes ``{"event": "progress", …}`` to stderr, at most one a second."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._next = self._started

    def show(self, progress: PopulateProgress) -> None:
        """One event; nothing if the last one was a moment ago."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _EVENT_EVERY_S
        named = ("written", "unchanged", "left_out", "bytes_read", "bytes_total")
        event: dict[str, Any] = {"event": "progress"} | {name: getattr(progress, name) for name in named}
        event["seconds"] = round(now - self._started, 3)
        if (stages := progress.stages) is not None:
            limit = stages.limit
            event["stages"] = stages.as_dict()
            event["limit"] = None if limit is None else {"stage": limit.stage, "share": round(limit.share, 4)}
        typer.echo(json.dumps(event), err=True)
