"""The source in windows, and everything in it that is no document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hybrid_search.errors import InvalidSource
from hybrid_search.ingest.sources.base import Read, Rejected
from hybrid_search.ingest.sync.counts import NO_DOCUMENT, TWICE, Counts
from hybrid_search.ingest.sync.seen import Seen
from hybrid_search.types import Document, shorten

Entries = Iterable[Document | Read | Rejected]
"""A source: documents, or what the sources of this package read."""

WINDOW = 256
"""Documents that are compared with the index together."""


class Reader:
    """Reads a source once, window by window.

    Attributes:
        read: Entries so far.
        windows: Windows so far.
        unknown: How many of them have no id that could be known, so that their documents cannot be told from vanished
            ones.
        seen: The ids so far.
        error: What the source raised; it has ended then.

    Raises:
        InvalidSource: if it cannot be iterated over.
    """

    def __init__(self, source: Entries, counts: Counts) -> None:
        if isinstance(source, Document | str | bytes | Mapping) or not isinstance(source, Iterable):
            raise InvalidSource(
                f"sync takes an iterable of Documents, not one {type(source).__name__} {shorten(repr(source))}"
            )
        self._entries = iter(source)
        self._counts = counts
        self.read = self.windows = self.unknown = 0
        self.seen = Seen()
        self.error: Exception | None = None

    def window(self) -> list[Document] | None:
        """The next documents, without those whose id came before; None at the end."""
        documents: list[Document] = []
        before = self.read
        self.windows += 1
        for entry in self._next():
            document = entry.document if isinstance(entry, Read) else entry
            if isinstance(document, Document):
                documents.append(document)
            else:
                self._leave_out(entry)
        if self.read == before:
            return None
        new = self.seen.add([document.id for document in documents])
        for place, (document, first) in enumerate(zip(documents, new, strict=True)):
            if not first:
                reason = "the id comes twice in the source; the first one is kept"
                self._counts.leave_out(document.id, reason, (self.windows, TWICE, place))
        return [document for document, first in zip(documents, new, strict=True) if first]

    def _next(self) -> Iterator[object]:
        for _ in range(WINDOW):
            try:
                entry = next(self._entries)
            except StopIteration:
                return
            except Exception as error:  # raised once all that came before it is stored
                self.error = error
                self._entries = iter(())
                return
            self.read += 1
            yield entry

    def _leave_out(self, entry: object) -> None:
        self.unknown += 1
        place = (self.windows, NO_DOCUMENT, self.read)
        if isinstance(entry, Rejected):
            self._counts.leave_out(entry.place, entry.reason, place)
        else:
            reason = f"is {type(entry).__name__} {shorten(repr(entry))}, not a Document"
            self._counts.leave_out(f"entry {self.read}", reason, place)
