"""What the clients raise, beyond what the stub can provoke."""

from __future__ import annotations

from typing import Any

import grpc
import httpx
import pytest
from qdrant_client.http.exceptions import ResponseHandlingException

from hybrid_search.connectors.base import Failure
from hybrid_search.connectors.qdrant.answers import Refused, read
from hybrid_search.connectors.qdrant.errors import Errors
from hybrid_search.connectors.steps import Call
from hybrid_search.errors import (
    BackendError,
    BackendUnavailable,
    IndexClosed,
    IndexExists,
    IndexNotFound,
    PermissionDenied,
    RequestTooLarge,
    StorageFull,
    Unsupported,
    WrongServer,
)

ERRORS = Errors("qdrant://localhost/notes", keyed=True)


class RpcError(grpc.RpcError):  # type: ignore[misc]  # grpc carries no types
    def __init__(self, code: grpc.StatusCode, details: str = "", metadata: Any = ()) -> None:
        self._answer = code, details, metadata

    def code(self) -> grpc.StatusCode:
        return self._answer[0]

    def details(self) -> str:
        return self._answer[1]

    def trailing_metadata(self) -> Any:
        return self._answer[2]


def failure(error: Exception, method: str = "count") -> Failure:
    found = ERRORS.failure(error, Call(method))
    assert found is not None
    return found


CODES: list[tuple[grpc.StatusCode, str, type[Exception]]] = [
    (grpc.StatusCode.UNAVAILABLE, "failed to connect", BackendUnavailable),
    (grpc.StatusCode.DEADLINE_EXCEEDED, "Deadline Exceeded", BackendUnavailable),
    (grpc.StatusCode.RESOURCE_EXHAUSTED, "Rate limiting exceeded: retry later", BackendUnavailable),
    (grpc.StatusCode.RESOURCE_EXHAUSTED, "Sent message larger than max (40000000 vs. 33554432)", RequestTooLarge),
    (grpc.StatusCode.RESOURCE_EXHAUSTED, "Insufficient storage: the quota is reached", StorageFull),
    (grpc.StatusCode.UNAUTHENTICATED, "Invalid API key", PermissionDenied),
    (grpc.StatusCode.PERMISSION_DENIED, "Forbidden", PermissionDenied),
    (grpc.StatusCode.FAILED_PRECONDITION, "Storage locked: maintenance", PermissionDenied),
    (grpc.StatusCode.NOT_FOUND, "Not found: Collection `notes` doesn't exist!", IndexNotFound),
    (grpc.StatusCode.ALREADY_EXISTS, "Wrong input: Collection `notes` already exists!", IndexExists),
    (grpc.StatusCode.INVALID_ARGUMENT, "Wrong input: Vector dimension error", Refused),
    (grpc.StatusCode.UNIMPLEMENTED, "", WrongServer),
    (grpc.StatusCode.INTERNAL, "Service internal error: No space left on device", StorageFull),
    (grpc.StatusCode.INTERNAL, "Service internal error: panic", BackendError),
]


@pytest.mark.parametrize(("code", "details", "kind"), CODES)
def test_a_grpc_error_means_what_its_status_means_in_http(
    code: grpc.StatusCode, details: str, kind: type[Exception]
) -> None:
    found = failure(RpcError(code, details))
    assert type(found.error) is kind
    assert found.retryable == (kind is BackendUnavailable)
    assert kind in (IndexNotFound, IndexExists) or details in str(found.error)


def test_grpc_says_how_long_to_wait_in_its_metadata() -> None:
    error = RpcError(grpc.StatusCode.RESOURCE_EXHAUSTED, "Rate limiting exceeded", (("retry-after", "3"),))
    assert failure(error).retry_after_s == 3.0


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        (httpx.ConnectError("refused"), False),
        (httpx.ConnectTimeout("slow"), False),
        (httpx.PoolTimeout("busy"), False),
        (httpx.ReadTimeout("slow"), True),
        (httpx.ReadError("reset"), True),
        (httpx.RemoteProtocolError("cut"), True),
    ],
)
def test_a_lost_connection_is_tried_again_and_says_whether_it_may_have_taken_effect(
    source: Exception, sent: bool
) -> None:
    found = failure(ResponseHandlingException(source))
    assert (type(found.error), found.retryable, found.sent) == (BackendUnavailable, True, sent)


@pytest.mark.parametrize(
    "source", [httpx.LocalProtocolError("bad header"), httpx.UnsupportedProtocol("ftp"), OSError()]
)
def test_what_could_not_be_sent_is_not_tried_again(source: Exception) -> None:
    found = failure(ResponseHandlingException(source))
    assert (type(found.error), found.retryable) == (BackendError, False)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ValueError("Collection notes not found"), IndexNotFound),
        (ValueError("Collection notes already exists"), IndexExists),
        (ValueError("Wrong input: x"), Refused),
        (NotImplementedError("snapshots"), Unsupported),
        (RuntimeError("QdrantLocal instance is closed. Please create a new instance."), IndexClosed),
        (ResponseHandlingException(RuntimeError("Cannot send a request, as the client has been closed.")), IndexClosed),
    ],
)
def test_plain_errors_of_the_client_are_told_apart(error: Exception, kind: type[Exception]) -> None:
    assert type(failure(error).error) is kind


@pytest.mark.parametrize("error", [IndexNotFound("none"), TypeError("a bug"), RuntimeError("a bug"), KeyError("x")])
def test_our_own_errors_and_bugs_are_not_mapped(error: Exception) -> None:
    assert ERRORS.failure(error, Call("count")) is None


def test_the_reason_is_safe_to_show() -> None:
    assert read(b'{"status": {"error": "a\\u001b[31m"}}') == ("a\\x1b[31m", True)
    assert read(b"\xff\x00" + b"x" * 10_000)[0].startswith("\ufffd\\x00xxx")
    assert len(read(b"x" * 10_000)[0]) == 500
    assert read(b"[]") == ("[]", False)
    assert read(b'{"status": "ok"}')[1] is False
