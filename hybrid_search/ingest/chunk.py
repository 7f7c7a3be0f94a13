"""The chunk: a part of a document that is encoded and found by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from hybrid_search.types import Document

ChunkerFingerprint = Mapping[str, str | int]
"""What a chunker's result depends on besides the document; of JSON values, so that it can be hashed."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a document.

    Attributes:
        id: Under which the chunk is stored; of a chunker, :func:`chunk_id` of the next two.
        parent: The document's id.
        ordinal: Its place among the document's chunks, from 0, without gaps.
        text: What is encoded; not blank.
        metadata: The document's, whole.
    """

    id: str
    parent: str
    ordinal: int
    text: str
    metadata: Mapping[str, Any] = field(default_factory=dict)


class Chunker(Protocol):
    """Cuts documents into chunks. Equal documents give equal chunks, in every process and on every machine."""

    @property
    def fingerprint(self) -> ChunkerFingerprint:
        """What its chunks depend on; two chunkers with equal fingerprints cut every document alike."""
        ...

    def chunks(self, document: Document) -> Sequence[Chunk]:
        """The chunks of one document in their order; at least one, since no document is blank."""
        ...


def chunk_id(parent: str, ordinal: int) -> str:
    """``PARENT#ORDINAL``.

    The last ``#`` divides, since an ordinal has none: whatever a document's id is, it and the ordinal can be read back,
    so the chunks of two documents never share an id. The short document that is one chunk is ``PARENT#0``, too: else
    a document called ``a#0`` would collide with the first chunk of ``a``.
    """
    return f"{parent}#{ordinal}"


def part(document: Document, ordinal: int, text: str) -> Chunk:
    """A chunk of *document* with all its metadata."""
    return Chunk(chunk_id(document.id, ordinal), document.id, ordinal, text, document.metadata)
