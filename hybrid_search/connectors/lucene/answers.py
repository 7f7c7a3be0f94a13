"""What stands in an answer of the server, whatever it sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hybrid_search.connectors.lucene.errors import Place
from hybrid_search.errors import BackendError


def listed(answer: Any, *path: str, place: Place, number: int | None = None) -> Sequence[Any]:
    """The list at a path of an answer.

    Args:
        answer: The answer, of whatever class the client has for it.
        path: Keys, each in the object of the one before.
        place: For the message.
        number: How many items there must be; None for any number.

    Raises:
        BackendError: if it is not there, or has another number of items.
    """
    found = answer
    try:
        for key in path:
            found = found[key]
    except (KeyError, TypeError, IndexError):
        found = None
    if not isinstance(found, list) or number not in (None, len(found)):
        items = "a list" if number is None else f"a list of {number:,}"
        raise lacking(f"{'.'.join(path)}, which is {items}", place)
    return found


def described(answer: Any, *parts: str, place: Place) -> dict[str, Mapping[str, Any]]:
    """The indexes of an answer by their names, each with these parts: "mappings", "aliases", "settings".

    Raises:
        BackendError: if it is anything else.
    """
    try:
        found: dict[str, Any] = dict(answer)
    except (TypeError, ValueError):
        raise lacking("indexes", place) from None
    for one in found.values():
        if not isinstance(one, Mapping) or not all(isinstance(one.get(part), Mapping) for part in parts):
            raise lacking(" and ".join(parts), place)
    return found


def lacking(what: str, place: Place) -> BackendError:
    """What is raised of an answer that is not what the server sends."""
    return BackendError(f"{place.url}: the answer of {place.product} lacks {what}; what is between may have changed it")
