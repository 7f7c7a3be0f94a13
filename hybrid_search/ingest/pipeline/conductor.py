"""The conductor: starts encoding and writing as soon as there is room for what comes of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from hybrid_search.connectors.steps import Operation, Running, Start, Wait
from hybrid_search.ingest.pipeline.batches import Batch
from hybrid_search.ingest.pipeline.encoding import Encoding
from hybrid_search.ingest.pipeline.families import Families
from hybrid_search.ingest.pipeline.inbox import Inbox
from hybrid_search.ingest.pipeline.job import Job, Portion
from hybrid_search.ingest.pipeline.meter import Meters
from hybrid_search.ingest.pipeline.signal import Signal

D = TypeVar("D")
Group = Sequence[Job[D]]
"""Documents that are stored together."""

AHEAD = 1
"""Portions that are read and wait, beside the one that is being read and those whose rows are being encoded."""

_LOOK_S = 5.0
"""Now and then it looks up, also if nothing was reported: whether it may write is told by nobody."""


@dataclass(frozen=True, slots=True)
class Work(Generic[D]):
    """What is to be done at each stage.

    Attributes:
        encode: Rows without vectors to rows with them.
        write: Store documents whose rows are encoded; it notes what it did.
        encoded: Told of each batch.
        may_write: Whether a write may begin now.
        encoders: Batches that are encoded at the same time.
        writers: Groups of documents that are written at the same time.
    """

    encode: Callable[[Batch], Operation[Encoding]]
    write: Callable[[Group[D]], Operation[int]]
    encoded: Callable[[Encoding], None]
    may_write: Callable[[], bool]
    encoders: int = 1
    writers: int = 1


class Conductor(Generic[D]):
    """Takes portions from the inbox, and ends when it is closed and everything is stored.

    What is held is bounded: a new portion is taken when too few batches wait to keep all encoders at work, and a new
    batch is begun when at most so many groups wait as there are writers.

    Attributes:
        inbox: Where portions are put in.
        changed: Set when something was stored, when there is room in the inbox, and at the end.
    """

    def __init__(self, work: Work[D], meters: Meters) -> None:
        self.inbox: Inbox[Portion[D]] = Inbox(AHEAD)
        self.changed = Signal()
        self._work = work
        self._meters = meters
        self._jobs: dict[str, Job[D]] = {}
        self._batches: deque[Batch] = deque()
        self._ready: deque[Group[D]] = deque()
        self._encoding: list[tuple[Running, Batch]] = []
        self._writing: list[tuple[Running, Group[D]]] = []
        self._families = Families()

    def run(self) -> Operation[None]:
        """Do it; what any stage raises is raised here, and ends the others before their next step."""
        try:
            while True:
                news = self.inbox.news.next
                self._take()
                yield from self._begin_writing()
                yield from self._begin_encoding()
                running = [one for one, _ in (*self._encoding, *self._writing)]
                if not running and not self._ready and not self._batches and self.inbox.ended:
                    return
                yield Wait((*running, news), _LOOK_S)
                self._end_encoding()
                self._end_writing()
        finally:
            self.changed.set()

    def _take(self) -> None:
        while len(self._batches) < self._work.encoders and (portion := self.inbox.take()) is not None:
            self.changed.set()
            self._jobs |= {job.id: job for job in portion.jobs}
            self._batches += portion.batches
            self._collect(portion.jobs)  # of some nothing is to be encoded

    def _begin_encoding(self) -> Operation[None]:
        while self._batches and len(self._encoding) < self._work.encoders and not self._crowded:
            self._meters.encode.begin()
            batch = self._batches.popleft()
            self._encoding.append(((yield Start(self._work.encode(batch))), batch))
        self._meters.encode.idle("blocked" if self._batches and self._crowded else "starved")

    def _begin_writing(self) -> Operation[None]:
        while self._ready and len(self._writing) < self._work.writers and self._work.may_write():
            ids = [job.id for job in self._ready[0]]
            if not self._families.free(ids):
                return
            self._families.begin(ids)
            self._meters.write.begin()
            group = self._ready.popleft()
            self._writing.append(((yield Start(self._work.write(group))), group))

    def _end_encoding(self) -> None:
        for running, batch in [one for one in self._encoding if one[0].done()]:
            self._encoding.remove((running, batch))
            encoding: Encoding = running.result()
            self._meters.encode.end(len(batch))
            self._work.encoded(encoding)
            jobs = {row.id: self._jobs[row.parent] for row in batch}
            for row in encoding.rows:
                jobs[row.id].add(row)
            for failed in encoding.failed:
                jobs[failed.id].fail(failed.id, failed.reason)
            self._collect({job.id: job for job in jobs.values()}.values())

    def _collect(self, jobs: Iterable[Job[D]]) -> None:
        complete = [job for job in jobs if job.complete]
        for job in complete:
            del self._jobs[job.id]
        if complete:
            self._ready.append(sorted(complete, key=lambda job: job.place))

    def _end_writing(self) -> None:
        for running, group in [one for one in self._writing if one[0].done()]:
            self._writing.remove((running, group))
            self._families.end([job.id for job in group])
            self._meters.write.end(running.result())
            self.changed.set()

    @property
    def _crowded(self) -> bool:
        """Whether so much is encoded and not stored that encoding has to wait."""
        return len(self._ready) > self._work.writers
