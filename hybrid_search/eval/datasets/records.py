"""The corpus of a test collection as it stands in a file, before anything is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hybrid_search.errors import InvalidDocument, InvalidSource
from hybrid_search.eval.runs.run import Qrels
from hybrid_search.types import Document


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


def documents(records: Iterable[Record]) -> Iterator[Document]:
    """The documents of the records that have a text: an empty one cannot be found, so it cannot be indexed.

    Raises:
        InvalidSource: naming the place of what is no document.
    """
    for one in records:
        if one.text.strip():
            try:
                yield Document(one.id, one.text, one.metadata)
            except InvalidDocument as error:
                raise InvalidSource(f"{one.place}: {error}") from None


def texts(records: Iterable[Record]) -> dict[str, str]:
    """Query id to text.

    Raises:
        InvalidSource: naming the place of a query that is there twice or empty.
    """
    found: dict[str, str] = {}
    for one in records:
        if one.id in found:
            raise InvalidSource(f"{one.place}: query {one.id!r} is there twice; keep one")
        if not one.text.strip():
            raise InvalidSource(f"{one.place}: query {one.id!r} has no text; leave it out")
        found[one.id] = one.text
    return found


def judged(queries: Mapping[str, str], qrels: Qrels) -> dict[str, str]:
    """The queries that have judgements."""
    return {query: text for query, text in queries.items() if qrels.get(query)}
