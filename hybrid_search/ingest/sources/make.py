"""From the fields of a line to a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hybrid_search.errors import InvalidDocument
from hybrid_search.ingest.sources.base import Entry, Read, Rejected
from hybrid_search.types import Document

_ENDS_A_SENTENCE = (".", "!", "?", ":", "…", "。", "！", "？")


def make(place: str, id: str, text: str, metadata: Mapping[str, Any]) -> Entry:
    """The document, or the rejection with the rule that it breaks."""
    try:
        return Read(place, Document(id, text, metadata))
    except InvalidDocument as error:
        return Rejected(place, str(error))


def titled(title: str, text: str) -> str:
    """The title as the text's first sentence; either may be empty."""
    title, rest = title.strip(), text.strip()
    if not title or not rest:
        return title or text
    return f"{title}{' ' if title.endswith(_ENDS_A_SENTENCE) else '. '}{text}"
