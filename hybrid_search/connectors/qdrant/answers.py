"""What the server's refusals mean: HTTP status and reason, or those of gRPC, in the library's terms.

Sources: src/actix/helpers.rs, src/actix/mod.rs and lib/storage/src/content_manager/conversions.rs of qdrant 1.19.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import grpc

from hybrid_search.connectors.base import Failure
from hybrid_search.connectors.retry_after import retry_after_s
from hybrid_search.errors import (
    BackendError,
    BackendUnavailable,
    IndexExists,
    IndexNotFound,
    PermissionDenied,
    RequestTooLarge,
    StorageFull,
    WrongServer,
)
from hybrid_search.types import printable, shorten

_BUSY = {408, 429, 502, 503, 504}
_OVERFLOW = ("is larger than allowed", "has exceeded limit", "larger than max")
_FULL = ("No space left", "available disk space", "not enough space")


class Refused(BackendError):
    """The server will not take what was sent; another point or filter may do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A refusal.

    Attributes:
        status: Of HTTP, or what the same refusal has there.
        reason: The server's words, made safe to show.
        ours: Whether it is in the form that Qdrant gives its refusals.
    """

    status: int
    reason: str
    ours: bool


def read(content: bytes) -> tuple[str, bool]:
    """The reason in the body of an answer, and whether it is in Qdrant's form: ``{"status": {"error": "…"}}``."""
    try:
        body = json.loads(content)
    except ValueError:
        body = None
    status = body.get("status") if isinstance(body, Mapping) else None
    reason = status.get("error") if isinstance(status, Mapping) else None
    if isinstance(reason, str):
        return _shown(reason), True
    return _shown(content.decode(errors="replace")), False


def failure(answer: Answer, url: str, method: str, *, keyed: bool, wait_s: float | None) -> Failure:
    """The failure that a refusal stands for.

    Args:
        answer: The refusal.
        url: Of the index, with any password masked.
        method: What was called.
        keyed: Whether any credentials were sent.
        wait_s: Seconds that the server asked to wait.
    """
    status, reason = answer.status, answer.reason
    if status in (401, 403):
        way = (
            "it may be expired, of another cluster, or not allow this"
            if keyed
            else "none was sent: pass api_key=, or set QDRANT_API_KEY"
        )
        return Failure(
            PermissionDenied(f"{url}: {method} is not allowed ({status}): {reason}; check the API key: {way}")
        )
    if status in _BUSY:
        said = f"{url}: {method} failed for now ({status}): {reason}"
        return Failure(BackendUnavailable(said), retryable=True, retry_after_s=wait_s)
    if status == 413 or (status == 400 and any(words in reason for words in _OVERFLOW)):
        return Failure(RequestTooLarge(f"{url}: {method} sent more than the server takes in one request: {reason}"))
    if status == 507 or (status >= 500 and any(words in reason for words in _FULL)):
        return Failure(
            StorageFull(f"{url}: the server's storage is full: {reason}; what was acknowledged before is kept")
        )
    if status < 500 and not answer.ours:
        return Failure(WrongServer(not_qdrant(url, f"it answered {method} with {status}: {reason}")))
    if status == 404:
        return Failure(IndexNotFound(not_found(url)))
    if status == 409 or (status == 400 and "already exists" in reason):
        return Failure(IndexExists(exists(url)))
    if status in (400, 422):
        return Failure(Refused(f"{url}: the server refused {method}: {reason}"))
    return Failure(BackendError(f"{url}: the server failed in {method} ({status}): {reason}"))


def not_found(url: str) -> str:
    """The message of IndexNotFound."""
    return f"{url}: there is no index yet; add documents first, or open it with create=True"


def exists(url: str) -> str:
    """The message of IndexExists."""
    return f"{url}: the index exists already; open it, or drop it first"


def not_qdrant(url: str, what: str) -> str:
    """The message of WrongServer."""
    return (
        f"{url}: no Qdrant server that this client can talk to: {what}; check host, port (6333 for REST) and "
        "qdrant:// or qdrant+https://, and the server's version, which must be 1.15 or later"
    )


def of_grpc(error: Any) -> Answer:
    """The answer in the terms of HTTP that a ``grpc.RpcError`` stands for."""
    reason = _shown(error.details() or "")
    code = error.code()
    status = _GRPC.get(code, 500)
    if code is grpc.StatusCode.FAILED_PRECONDITION and reason.startswith("Storage locked"):
        status = 403
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED and any(words in reason for words in _OVERFLOW):
        status = 413
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED and reason.startswith("Insufficient storage"):
        status = 507
    return Answer(status, reason, ours=code is not grpc.StatusCode.UNIMPLEMENTED)


def grpc_wait(error: Any) -> float | None:
    """Seconds that the server asked to wait in a ``grpc.RpcError``."""
    metadata = error.trailing_metadata() or ()
    text = dict(metadata).get("retry-after")
    return retry_after_s(text) if isinstance(text, str) else None


def _shown(text: str) -> str:
    return shorten(printable(text), 500)


_GRPC: Mapping[grpc.StatusCode, int] = {
    grpc.StatusCode.INVALID_ARGUMENT: 400,
    grpc.StatusCode.OUT_OF_RANGE: 400,
    grpc.StatusCode.UNAUTHENTICATED: 401,
    grpc.StatusCode.PERMISSION_DENIED: 403,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.UNIMPLEMENTED: 404,
    grpc.StatusCode.DEADLINE_EXCEEDED: 408,
    grpc.StatusCode.ALREADY_EXISTS: 409,
    grpc.StatusCode.RESOURCE_EXHAUSTED: 429,
    grpc.StatusCode.UNAVAILABLE: 503,
    grpc.StatusCode.ABORTED: 503,
}
