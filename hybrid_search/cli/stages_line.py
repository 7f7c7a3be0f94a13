"""How fast the stages of a sync are, in a few words."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hybrid_search.ingest import PopulateProgress
    from hybrid_search.ingest.pipeline import Stages

_RECENT_S = 10.0


def stages_line(stages: Stages) -> str:
    """``; read 900/s, encode 57/s (the limit), write 2,000/s``: what each could do; "" before anything was done."""
    limit = stages.limit
    if limit is None:
        return ""
    parts = [f"{name} {stage.rate:,.0f}/s{' (the limit)' if name == limit.stage else ''}" for name, stage in stages]
    return f"; {', '.join(parts)}"


class StagesLine:
    """The same for the last ten seconds."""

    def __init__(self) -> None:
        self._before: deque[tuple[float, Stages]] = deque()

    def after(self, progress: PopulateProgress) -> str:
        """The line as of this progress; "" where it is not of a sync."""
        if progress.stages is None:
            return ""
        now = time.monotonic()
        self._before.append((now, progress.stages))
        while len(self._before) > 2 and now - self._before[1][0] >= _RECENT_S:
            self._before.popleft()
        oldest = self._before[0][1]
        return stages_line(progress.stages if oldest is progress.stages else progress.stages.since(oldest))
