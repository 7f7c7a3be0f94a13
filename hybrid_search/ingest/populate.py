"""Populate: from sources to an index, once or again after an interruption."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hybrid_search.errors import InvalidSource
from hybrid_search.index import HybridIndex
from hybrid_search.ingest.pipeline import Stages
from hybrid_search.ingest.sources import Rejected, Source, open_source
from hybrid_search.ingest.sync import SyncReport
from hybrid_search.types import Document, FailedDocument, Truncation, shorten


@dataclass(frozen=True, slots=True)
class PopulateReport:
    """What became of everything that the sources held.

    Attributes:
        written: How many documents were stored, new or changed.
        unchanged: How many were skipped because the same content is stored already.
        failed: Documents that the index did not store, by id; the first 1,000 of them.
        rejected: What was not a document, by file and line.
        truncation: What the encoder could not read of the written ones.
    """

    written: int
    unchanged: int
    failed: tuple[FailedDocument, ...]
    rejected: tuple[Rejected, ...]
    truncation: Truncation

    @property
    def complete(self) -> bool:
        """Whether nothing was left out."""
        return not self.failed and not self.rejected

    def as_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PopulateProgress:
    """How far it is.

    Attributes:
        written: Documents stored so far.
        unchanged: Documents skipped so far.
        left_out: Documents failed and entries rejected so far.
        bytes_read: Of the sources.
        bytes_total: Of the sources, as they were at the start.
        stages: What reading, encoding and writing did so far; None if it was not measured.
    """

    written: int
    unchanged: int
    left_out: int
    bytes_read: int
    bytes_total: int
    stages: Stages | None = None


def populate(
    index: HybridIndex,
    sources: Iterable[str | Path | Source],
    *,
    batch_size: int = 64,
    progress: Callable[[PopulateProgress], None] | None = None,
) -> PopulateReport:
    """Read every source and store its documents in the index; a bad one is reported and the rest goes on.

    It is ``index.sync`` of all sources together, without chunks and without deleting anything: reading, encoding and
    writing overlap. After an interruption, call it again with the same sources: what is stored unchanged is not encoded
    again.

    Args:
        index: Where the documents go; a view refuses what does not match its filter.
        sources: Paths, or sources of :func:`open_source`. An id that comes twice is rejected the second time.
        batch_size: Documents that are encoded together at most.
        progress: Called now and then while documents are read and stored, and at the end.

    Raises:
        InvalidSource: if a source cannot be opened; nothing was written then.
        SyncInProgress: if another sync or populate writes to the index; ``index.add`` takes several writers.
    """
    if isinstance(sources, str | Path):
        raise InvalidSource(f"populate takes a list of sources, not one path; write [{shorten(repr(str(sources)))}]")
    reading = _Reading([open_source(source) if isinstance(source, str | Path) else source for source in sources])

    def tell(report: SyncReport) -> None:
        if progress is not None:
            progress(reading.progress(report))

    report = index.sync(reading.documents(), batch_size=batch_size, progress=tell)
    tell(report)
    return PopulateReport(report.written, report.unchanged, report.failed, tuple(reading.rejected), report.truncation)


class _Reading:
    """The sources one after another, without what is rejected and ids that come again."""

    def __init__(self, sources: list[Source]) -> None:
        self._sources = sources
        self._bytes_total = sum(source.size for source in sources)
        self._bytes_read = 0
        self._places: dict[str, str] = {}
        self.rejected: list[Rejected] = []

    def documents(self) -> Iterator[Document]:
        for source in self._sources:
            for entry in source.read(self._tick):
                if isinstance(entry, Rejected):
                    self.rejected.append(entry)
                    continue
                id = entry.document.id
                first = self._places.setdefault(id, entry.place)
                if first is entry.place:
                    yield entry.document
                else:
                    reason = f"the id {shorten(id)!r} stands at {first} already; the first one is kept"
                    self.rejected.append(Rejected(entry.place, reason))

    def progress(self, report: SyncReport) -> PopulateProgress:
        return PopulateProgress(
            report.written,
            report.unchanged,
            report.left_out + len(self.rejected),
            self._bytes_read,
            self._bytes_total,
            report.stages,
        )

    def _tick(self, read: int) -> None:
        self._bytes_read += read
