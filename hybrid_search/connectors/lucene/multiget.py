"""The ``_mget`` request: documents by key, in real time; each has an outcome of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hybrid_search.connectors.lucene.answers import listed
from hybrid_search.connectors.lucene.errors import Place, answer_of, failed
from hybrid_search.connectors.lucene.waits import waits
from hybrid_search.connectors.steps import Call, Operation, Sleep


def multiget(index: str, docs: Sequence[Mapping[str, Any]], place: Place) -> Operation[list[Mapping[str, Any]]]:
    """Those documents that are there; asked again while a shard is only just starting.

    Args:
        index: An alias.
        docs: Each with ``_id``, and ``_source`` if not all of it is wanted.
        place: For messages.

    Raises:
        HybridSearchError: what the server answered in the place of a document.
    """
    for pause in waits():
        answer = yield Call("mget", {"index": index, "body": {"docs": list(docs)}, "filter_path": ["docs"]})
        found = listed(answer, "docs", place=place, number=len(docs))
        failures = [failed(answer_of(500, one), place) for one in found if "error" in one]
        if not failures:
            return [one for one in found if one["found"]]
        final = next((one for one in failures if not one.retryable), None)
        if final is not None or pause is None:
            raise (final or failures[0]).error
        yield Sleep(pause)
    raise AssertionError("the last wait is None")
