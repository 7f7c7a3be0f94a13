"""The corpus of a test collection as it stands in a file, before anything is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hybrid_search.errors import InvalidDocument, InvalidSource
from hybrid_search.types.metadata import check_text


@dataclass(frozen=True, slots=True)
class Record:
    """A document or a query as it was read; the text may be empty.

    Attributes:
        place: Where it stands, for messages.
        id: Its id.
        text: Its text; a title, if any, stands before the text.
        metadata: What else is said of it.
    """

    place: str
    id: str
    text: str
    metadata: Mapping[str, Any] = field(default_factory=dict)


def record(place: str, entry: Mapping[str, Any]) -> Record:
    """The record of an object with ``_id`` or ``id``, ``text``, and perhaps ``title`` and ``metadata``.

    Raises:
        InvalidSource: naming the place.
    """
    id, title, text, metadata = entry.get("_id", entry.get("id")), entry.get("title"), entry.get("text"), {}
    if not isinstance(id, str | int) or isinstance(id, bool) or not isinstance(text, str):
        raise InvalidSource(f"{place}: expected an object with _id (or id) and text")
    if isinstance(entry.get("metadata"), dict):
        metadata = entry["metadata"]
    return Record(place, str(id), f"{title} {text}".strip() if title else text, metadata)


def texts(records: Iterable[Record]) -> dict[str, str]:
    """Query id to text.

    Raises:
        InvalidSource: naming the place of a query that is there twice, or whose id or text is empty or is no text.
    """
    found: dict[str, str] = {}
    for one in records:
        if not one.id:
            raise InvalidSource(f"{one.place}: the query has an empty id; give it one")
        try:
            check_text(one.id, f"query {one.id!r}: the id")
            check_text(one.text, f"query {one.id!r}: the text")
        except InvalidDocument as error:
            raise InvalidSource(f"{one.place}: {error}") from None
        if one.id in found:
            raise InvalidSource(f"{one.place}: query {one.id!r} is there twice; keep one")
        if not one.text.strip():
            raise InvalidSource(f"{one.place}: query {one.id!r} has no text; leave it out")
        found[one.id] = one.text
    return found
