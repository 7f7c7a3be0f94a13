"""What the client raises, in the library's terms."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping

from opensearchpy import ConnectionTimeout, SerializationError, SSLError, TransportError

from hybrid_search.connectors.base import Failure
from hybrid_search.connectors.lucene.causes import causes, is_refused
from hybrid_search.connectors.lucene.errors import (
    ANY_SERVERS,
    Place,
    another_product,
    answer_of,
    failed,
    lost,
    refused,
    timed_out,
    untrusted,
)
from hybrid_search.connectors.opensearch.connections import RETRY_AFTER
from hybrid_search.errors import Unsupported

_PLUGINS = {
    "knn": "opensearch-knn",
    "neural_sparse": "opensearch-neural-search",
    "hybrid": "opensearch-neural-search",
}
"""Query to the plugin that brings it."""

_UNKNOWN_QUERY = re.compile(rf"unknown query \[({'|'.join(_PLUGINS)})\]")


class MissingPlugin(Unsupported):
    """The server does not know a query, since the plugin that brings it is not installed.

    Args:
        place: For the message.
        query: The name of the query.
    """

    def __init__(self, place: Place, query: str) -> None:
        super().__init__(
            f"{place.url}: the server does not know the query {query!r}; install its plugin {_PLUGINS[query]}"
        )
        self.query = query


def failure(error: Exception, place: Place) -> Failure | None:
    """The failure behind an exception of the client; None for one that is not the client's."""
    if isinstance(error, SerializationError):  # an answer that is no JSON: a login page, another product
        return another_product(place)
    if not isinstance(error, TransportError):
        return None
    if isinstance(error.status_code, int):
        if error.status_code in ANY_SERVERS and not isinstance(error.info, Mapping):
            return another_product(place)
        body = error.info if error.info is not None else error.error
        answer = answer_of(error.status_code, body, getattr(error, RETRY_AFTER, None))
        unknown = _UNKNOWN_QUERY.search(answer.reason) if answer.type == "parsing_exception" else None
        return Failure(MissingPlugin(place, unknown[1])) if unknown else failed(answer, place)
    return _without_answer(error, place)


def _without_answer(error: TransportError, place: Place) -> Failure:
    behind = list(causes(error))
    reason = str(error.error)
    if isinstance(error, SSLError) or any(isinstance(cause, ssl.SSLError) for cause in behind):
        # The connection may also have ended in the middle of a handshake, which says nothing of certificates.
        ended = any(isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError) for cause in behind)
        return lost(place, reason) if ended else untrusted(place, reason)
    if isinstance(error, ConnectionTimeout):
        return timed_out(place)
    return refused(place, reason) if any(map(is_refused, behind)) else lost(place, reason)
