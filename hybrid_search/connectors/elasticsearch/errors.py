"""What the client raises, in the library's terms; the exceptions of all its packages share their bases."""

from __future__ import annotations

import ssl

from elastic_transport import (
    ApiError,
    ConnectionTimeout,
    SerializationError,
    TlsError,
    TransportError,
)
from elastic_transport import ConnectionError as NoAnswer

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
from hybrid_search.errors import WrongServer

_PRODUCT_HEADER = "x-elastic-product"


def failure(error: Exception, place: Place) -> Failure | None:
    """The failure behind an exception of the client; None for one that is not the client's."""
    if isinstance(error, ApiError):
        return _answered(error, place)
    if isinstance(error, SerializationError):  # an answer that is no JSON: a login page, another product
        return another_product(place)
    return _without_answer(error, place) if isinstance(error, TransportError) else None


def _answered(error: ApiError, place: Place) -> Failure:
    unknown = _PRODUCT_HEADER not in error.meta.headers
    if type(error).__name__ == "UnsupportedProductError" or (unknown and error.meta.status in ANY_SERVERS):
        return another_product(place)
    answer = answer_of(error.meta.status, error.body, error.meta.headers.get("retry-after"))
    if answer.type == "media_type_header_exception":
        return Failure(
            WrongServer(
                f"{place.url}: the server is of an older major version than the client package, and refuses it "
                f"({answer.reason}). For a server of version 8: pip install 'elasticsearch>=8.19,<9', or pip install "
                "'elasticsearch8[async]' beside it and write client=elasticsearch8 after the '?' of the URL"
            )
        )
    return failed(answer, place)


def _without_answer(error: TransportError, place: Place) -> Failure:
    behind = list(causes(error))
    reason = str(error.errors[0] if error.errors else error)
    if isinstance(error, TlsError):
        # The connection may also have ended in the middle of a handshake, which says nothing of certificates.
        ended = any(isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError) for cause in behind)
        return lost(place, reason) if ended else untrusted(place, reason)
    if any(map(is_refused, behind)):
        return refused(place, reason)
    if isinstance(error, ConnectionTimeout):
        return timed_out(place)
    return lost(place, reason) if isinstance(error, NoAnswer) else another_product(place)
