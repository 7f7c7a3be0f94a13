"""``SentenceChunker``: chunks of whole sentences with overlap."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hybrid_search.errors import InvalidInput
from hybrid_search.ingest.chunk import Chunk, ChunkerFingerprint, part
from hybrid_search.ingest.chunking.packing import packed
from hybrid_search.ingest.chunking.pieces import Count, pieces
from hybrid_search.ingest.chunking.segments import Segments, Span
from hybrid_search.ingest.chunking.wordpiece_count import WordpieceCount
from hybrid_search.types import Document

_VERSION = 1
"""Raised when the rules here cut texts differently. ICU's own versions are left out: each would index all anew."""


class SentenceChunker:
    """Cuts a text between sentences into chunks that an encoder reads whole.

    A chunk holds as many sentences as fit, and begins with the last sentences of the chunk before it, as many as fit
    into the overlap. A sentence that is too long alone is cut between words, and a word that is too long between
    user-perceived characters. Every chunk is a passage of the text as it stands there; white space between two chunks
    is in neither. A text that fits is one chunk, unchanged.

    The defaults are for ``OnePassEncoder``, which reads 256 tokens of a document.

    Args:
        max_tokens: The most that *count* may say of a chunk.
        overlap_tokens: The most that two neighbours share, begin and end tokens not counted; 0 is no overlap.
        count: Tokens of a text as the encoder reads it; None counts for ``OnePassEncoder``. Longer texts must not count
            less.
        language: ISO 639 code of the texts' language, for its abbreviations; texts in other languages are cut well too.

    Raises:
        InvalidInput: if a number is out of range, or the language is no such code.
        MissingExtra: without the extra ``chunks``.
    """

    def __init__(
        self,
        *,
        max_tokens: int = 256,
        overlap_tokens: int = 32,
        count: Count | None = None,
        language: str = "en",
    ) -> None:
        self._count = WordpieceCount() if count is None else count
        least = self._count("") + 1
        if max_tokens < least:
            raise InvalidInput(
                f"SentenceChunker: max_tokens is {max_tokens}; it must be at least {least}, one more than an empty text"
            )
        if not 0 <= overlap_tokens < max_tokens:
            raise InvalidInput(
                f"SentenceChunker: overlap_tokens is {overlap_tokens}; it must lie from 0 to {max_tokens - 1}, below "
                "max_tokens"
            )
        if not re.fullmatch(r"[a-z]{2,3}", language):
            raise InvalidInput(f"SentenceChunker: language is {language!r}; give an ISO 639 code such as 'en'")
        self._segments = Segments(language)
        self._max = max_tokens
        self._overlap = overlap_tokens
        self._language = language

    @property
    def fingerprint(self) -> ChunkerFingerprint:
        """The arguments. A *count* is named by its attribute ``name``, or as its source code names it."""
        count = self._count
        name = getattr(count, "name", None) or getattr(count, "__qualname__", type(count).__qualname__)
        return {
            "chunker": "sentences",
            "version": _VERSION,
            "max_tokens": self._max,
            "overlap_tokens": self._overlap,
            "count": str(name),
            "language": self._language,
        }

    def chunks(self, document: Document) -> Sequence[Chunk]:
        """See :meth:`Chunker.chunks`."""
        text = document.text
        return [part(document, ordinal, text[start:end]) for ordinal, (start, end) in enumerate(self.spans(text))]

    def split(self, text: str) -> list[str]:
        """The texts of the chunks; none for a blank text."""
        return [text[start:end] for start, end in self.spans(text)]

    def spans(self, text: str) -> list[Span]:
        """Start and end of each chunk, in characters."""
        if not text.strip():
            return []
        if self._count(text) <= self._max:
            return [(0, len(text))]
        parts = list(pieces(text, self._segments, self._count, self._max))
        return list(packed(text, parts, self._count, self._max, self._overlap))
