"""The names under which judgements say what they judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hybrid_search.errors import InvalidSource

QUERY = ("query", "query-id", "query_id", "qid")
DOCUMENT = ("document", "corpus-id", "doc_id", "document_id", "id")
GRADE = ("grade", "score", "relevance")


def id_in(entry: Mapping[str, Any], names: tuple[str, ...], place: str) -> str:
    """The id under the first of *names* that is there.

    Raises:
        InvalidSource: naming the place, if there is none, or it is neither text nor a whole number.
    """
    value = next((entry[name] for name in names if name in entry), None)
    if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
        raise InvalidSource(f"{place}: expected a text under one of {', '.join(names)}")
    return str(value)
