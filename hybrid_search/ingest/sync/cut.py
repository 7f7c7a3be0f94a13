"""From a document to its rows, and the hashes by which they are known again.

The first row of a document vouches for all of it: its hash covers the whole document, and it is written last, after the
other rows are stored and those of an older version are gone. Each other row has a hash of its own. While a document is
replaced, its first row vouches for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hybrid_search.connectors.base import Row
from hybrid_search.encoders import Fingerprint
from hybrid_search.errors import InvalidDocument
from hybrid_search.index.hashes import content_hash, row_hash
from hybrid_search.index.rows import whole_row
from hybrid_search.ingest.chunk import Chunk, Chunker, chunk_id
from hybrid_search.types import Document, shorten
from hybrid_search.types.metadata import to_json


@dataclass(frozen=True, slots=True)
class Cutter:
    """Makes rows without vectors.

    Attributes:
        fingerprint: The encoder's.
        chunker: None if documents are not cut.
    """

    fingerprint: Fingerprint
    chunker: Chunker | None

    def first_id(self, id: str) -> str:
        """Id of the row that vouches for the document."""
        return id if self.chunker is None else chunk_id(id, 0)

    def other_id(self, id: str) -> str:
        """Id that this row would have if documents were cut and are not, or the other way round."""
        return id if self.chunker is not None else chunk_id(id, 0)

    def hash(self, document: Document) -> str:
        """Hash of the document, the chunker and the encoder; without a chunker the same as of ``add``."""
        if self.chunker is None:
            return content_hash(document, self.fingerprint)
        cut = [document.text, to_json(document.metadata), dict(self.chunker.fingerprint)]
        return row_hash(cut, self.fingerprint)

    def rows(self, document: Document, hash: str) -> list[Row]:
        """The rows of a document in their order; *hash* is that of the first.

        Raises:
            InvalidDocument: if the chunker breaks its rules.
        """
        if self.chunker is None:
            return [whole_row(document, hash)]
        chunks = self.chunker.chunks(document)
        _check(document, chunks)
        return [
            Row(chunk.id, chunk.text, chunk.metadata, chunk.parent, chunk.ordinal, self._hash(chunk) if n else hash)
            for n, chunk in enumerate(chunks)
        ]

    def _hash(self, chunk: Chunk) -> str:
        return row_hash([chunk.text, to_json(chunk.metadata), chunk.parent, chunk.ordinal], self.fingerprint)


def _check(document: Document, chunks: Sequence[Chunk]) -> None:
    found = [(chunk.id, chunk.parent, chunk.ordinal) for chunk in chunks]
    wanted = [(chunk_id(document.id, n), document.id, n) for n in range(len(chunks))]
    if not chunks or found != wanted:
        raise InvalidDocument(
            f"document {shorten(document.id)!r}: the chunker must give at least one chunk, the n-th with the ordinal n "
            "and the id chunk_id(document.id, n)"
        )
