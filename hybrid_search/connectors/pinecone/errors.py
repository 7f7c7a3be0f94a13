"""Error mapping: what the client raises, in the library's terms."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
from pinecone.errors.exceptions import (
    ApiError,
    PineconeConnectionError,
    PineconeError,
    PineconeTimeoutError,
    PineconeTypeError,
    PineconeValueError,
    ResponseParsingError,
)

from hybrid_search.connectors.base import Failure
from hybrid_search.connectors.retry_after import retry_after_s
from hybrid_search.connectors.steps import Call
from hybrid_search.errors import (
    BackendError,
    BackendUnavailable,
    HybridSearchError,
    IndexExists,
    IndexNotFound,
    PermissionDenied,
    RequestTooLarge,
    StorageFull,
    WrongServer,
)

API_KEY = "PINECONE_API_KEY"
WAYS = f"pass api_key=, or set the environment variable {API_KEY}"

_BUSY = frozenset({408, 429, 502, 503, 504})
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_FULL = ("storage limit", "storage quota", "storage is full", "max storage")


class Rejected(BackendError):
    """The request itself was refused (400, 422, or by the client before it was sent): trying again cannot help."""


class NotReady(PineconeError):
    """The index is there, and takes no requests yet."""


def failure(error: Exception, call: Call, url: str) -> Failure | None:
    """The failure behind *error*; None for the library's own errors and for bugs."""
    match error:
        case HybridSearchError():
            return None
        case ApiError():
            return _answered(error, call, url)
        case PineconeTimeoutError():
            return Failure(
                BackendUnavailable(f"{url}: {call.method} timed out: {error}; allow more with timeout_s="),
                retryable=True,
                sent=not _caused_by(error, _NEVER_SENT),
            )
        case PineconeConnectionError():
            return _unreachable(error, call, url)
        case NotReady():
            return Failure(BackendUnavailable(f"{url}: {error}"), retryable=True, sent=False, retry_after_s=1.0)
        case ResponseParsingError():
            return Failure(_wrong_server(url, "it answered what the client cannot read"))
        case PineconeValueError() | PineconeTypeError():
            return Failure(Rejected(f"{url}: the client refused {call.method}: {error}"), sent=False)
        case PineconeError():
            return Failure(BackendError(f"{url}: {call.method} failed: {error}"))
        case _:
            return None


def no_key(url: str) -> PermissionDenied:
    """PermissionDenied with the ways to give a key."""
    return PermissionDenied(f"{url}: there is no API key for Pinecone; {WAYS}")


def _answered(error: ApiError, call: Call, url: str) -> Failure:
    status, reason = error.status_code, f"{error.message or error.reason or 'no reason given'}"
    said = f"{url}: {call.method} was answered {status}: {reason}"
    if status in _BUSY and not _used_up(status, reason):
        unavailable, wait = BackendUnavailable(said), retry_after_s((error.headers or {}).get("retry-after"))
        return Failure(unavailable, retryable=True, sent=status != 429, retry_after_s=wait)
    if status in {400, 404, 405, 501} and not _is_pinecone(error.body):
        return Failure(_wrong_server(url, f"it answered {status} without Pinecone's form of an error"))
    return Failure(_final(status, reason, said, url))


def _final(status: int, reason: str, said: str, url: str) -> BackendError | IndexNotFound | IndexExists:
    match status:
        case 401 | 402 | 403 if any(words in reason.lower() for words in _FULL):
            return StorageFull(f"{said}; delete something or raise the plan's limit")
        case 401 | 403:
            return PermissionDenied(f"{said}; check the key and what it may do: {WAYS}")
        case 402:
            return PermissionDenied(f"{said}; the billing state of the organization forbids it")
        case 404:
            return IndexNotFound(f"{url}: there is no such index; add documents first ({reason})")
        case 409:
            return IndexExists(said)
        case 413:
            return RequestTooLarge(said)
        case 507:
            return StorageFull(said)
        case 400 | 422:
            return Rejected(said)
        case _:
            return BackendError(f"{said}; raise the plan's limit" if _used_up(status, reason) else said)


def _used_up(status: int, reason: str) -> bool:
    """A plan's monthly units do not come back by waiting."""
    return status == 429 and "month" in reason.lower()


def _unreachable(error: PineconeConnectionError, call: Call, url: str) -> Failure:
    if _caused_by(error, (ssl.SSLError,)) or "CERTIFICATE_VERIFY_FAILED" in str(error):
        return Failure(
            BackendError(
                f"{url}: no TLS connection could be made: {error}; name the certificates to trust with ca_certs=, or "
                "accept any with verify_certs=False"
            ),
            sent=False,
        )
    return Failure(
        BackendUnavailable(f"{url}: {call.method} found no connection: {error}"),
        retryable=True,
        sent=not _caused_by(error, _NEVER_SENT),
    )


def _wrong_server(url: str, what: str) -> WrongServer:
    return WrongServer(f"{url}: what answers is not Pinecone: {what}; check host=")


def _is_pinecone(body: Any) -> bool:
    """Control plane: ``{"error": {"code": …}}``; data plane: ``{"code": …, "message": …}``."""
    if not isinstance(body, Mapping):
        return False
    error = body.get("error")
    return (isinstance(error, Mapping) and "code" in error) or ("code" in body and "message" in body)


def _caused_by(error: BaseException, kinds: tuple[type[BaseException], ...]) -> bool:
    return any(isinstance(one, kinds) for one in _chain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    for _ in range(20):
        if one is None:
            return
        yield one
        one = one.__cause__ or one.__context__
