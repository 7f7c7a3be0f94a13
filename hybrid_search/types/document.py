"""The document: what the caller adds to an index."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hybrid_search.errors import InvalidDocument
from hybrid_search.types.metadata import check_text, freeze

MAX_STORAGE_KEY_BYTES = 512


@dataclass(frozen=True, slots=True)
class Document:
    """One text to be found, under an id of the caller's.

    Attributes:
        id: Any non-empty string without NUL and lone surrogates. Adding a document under an id that exists replaces it.
        text: The text that is encoded and returned; not empty.
        metadata: What filters see; see :mod:`hybrid_search.types.metadata` for the kinds of values. Stored read-only.

    Raises:
        InvalidDocument: naming the id, the rule and the way out.
    """

    id: str
    text: str
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_id(self.id)
        where = f"document {shorten(self.id)!r}"
        if not isinstance(self.text, str):
            raise InvalidDocument(f"{where}: the text is {type(self.text).__name__}; it must be a string")
        check_text(self.text, f"{where}: the text")
        if not self.text.strip():
            raise InvalidDocument(f"{where}: the text is empty; leave the document out, since nothing could find it")
        object.__setattr__(self, "metadata", freeze(self.metadata, where))


def check_id(id: str) -> None:
    """Check a document id.

    Raises:
        InvalidDocument: if it is not a string, is empty, or holds NUL or a lone surrogate.
    """
    if not isinstance(id, str):
        raise InvalidDocument(
            f"document id {shorten(repr(id))} is {type(id).__name__}; ids are strings, so pass str(id)"
        )
    if not id:
        raise InvalidDocument("document id '' is empty; every document needs an id, since adding again replaces by id")
    check_text(id, f"document id {shorten(id)!r}")


def storage_key(id: str) -> str:
    """The key under which a backend stores the document of this id.

    Printable ASCII of at most 512 bytes that does not start with ``~`` stays as it is; anything else becomes ``~`` and
    its SHA-256 in hex. So the key is valid on every backend (Elasticsearch and OpenSearch: 512 bytes; Pinecone:
    ASCII), and two ids never share one.
    """
    if len(id) <= MAX_STORAGE_KEY_BYTES and id.isascii() and id.isprintable() and not id.startswith("~"):
        return id
    return "~" + hashlib.sha256(id.encode()).hexdigest()


def shorten(text: str, limit: int = 60) -> str:
    """*text* cut to *limit* characters, for messages."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
