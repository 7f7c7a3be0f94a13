"""The client's exceptions in the library's terms."""

from __future__ import annotations

import ssl
from typing import Any

import httpx
import pytest
from pinecone.errors.exceptions import (
    ApiError,
    PineconeConnectionError,
    PineconeTimeoutError,
    PineconeValueError,
    ResponseParsingError,
)

from hybrid_search.connectors.base import Failure
from hybrid_search.connectors.pinecone.errors import NotReady, Rejected, failure
from hybrid_search.connectors.steps import Call
from hybrid_search.errors import (
    BackendError,
    BackendUnavailable,
    HybridSearchError,
    IndexExists,
    IndexNotFound,
    InvalidInput,
    PermissionDenied,
    RequestTooLarge,
    StorageFull,
    WrongServer,
)
from tests.connectors.pinecone.api_error import error_body

URL = "pinecone://notes"


def failed(error: Exception) -> Failure:
    found = failure(error, Call("dense.query"), URL)
    assert found is not None
    return found


def answered(status: int, message: str = "the reason", **more: Any) -> ApiError:
    return ApiError(message, status, error_body(status, message, control=False), **more)


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (400, "bad", Rejected),
        (401, "Invalid API Key", PermissionDenied),
        (402, "unpaid", PermissionDenied),
        (403, "not allowed", PermissionDenied),
        (403, "the storage limit of the project was reached", StorageFull),
        (404, "not found", IndexNotFound),
        (409, "already exists", IndexExists),
        (413, "too large", RequestTooLarge),
        (422, "unprocessable", Rejected),
        (429, "slow down", BackendUnavailable),
        (429, "you reached your read unit limit for the current month", BackendError),
        (500, "broken", BackendError),
        (503, "busy", BackendUnavailable),
        (507, "full", StorageFull),
    ],
)
def test_each_status_has_its_error_with_the_reason(status: int, message: str, kind: type[HybridSearchError]) -> None:
    found = failed(answered(status, message))
    assert type(found.error) is kind
    assert message in str(found.error)
    assert URL in str(found.error)
    assert found.retryable == (kind is BackendUnavailable)


@pytest.mark.parametrize(("header", "seconds"), [("3", 3.0), ("0.5", 0.5), ("-1", None), ("soon", None), ("nan", None)])
def test_retry_after_is_read_if_it_is_a_number_of_seconds(header: str, seconds: float | None) -> None:
    assert failed(answered(429, headers={"retry-after": header})).retry_after_s == seconds


def test_a_page_of_another_product_is_told_from_a_missing_index() -> None:
    for body in (None, {"detail": "Not Found"}, {"error": "nope"}):
        found = failed(ApiError("<html>", 404, body))
        assert type(found.error) is WrongServer
        assert "host=" in str(found.error)
    assert type(failed(ResponseParsingError("cannot decode")).error) is WrongServer
    control = ApiError("missing", 404, error_body(404, "missing", control=True))
    assert type(failed(control).error) is IndexNotFound


def test_credentials_are_asked_for_by_name() -> None:
    assert "api_key=" in str(failed(answered(401)).error)
    assert "PINECONE_API_KEY" in str(failed(answered(403)).error)


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def test_a_time_out_is_tried_again_and_may_have_taken_effect() -> None:
    found = failed(caused(PineconeTimeoutError("timed out"), httpx.ReadTimeout("")))
    assert (type(found.error), found.retryable, found.sent) == (BackendUnavailable, True, True)
    assert failed(caused(PineconeTimeoutError("x"), httpx.ConnectTimeout(""))).sent is False


def test_a_refused_connection_was_never_sent_and_a_broken_one_may_have_been() -> None:
    refused = failed(caused(PineconeConnectionError("refused"), httpx.ConnectError("refused")))
    assert (type(refused.error), refused.retryable, refused.sent) == (BackendUnavailable, True, False)
    broken = failed(caused(PineconeConnectionError("reset"), httpx.ReadError("reset")))
    assert (broken.retryable, broken.sent) == (True, True)


def test_a_wrong_certificate_is_final_and_names_the_arguments() -> None:
    cause = caused(httpx.ConnectError("certificate verify failed"), ssl.SSLCertVerificationError(1, "self-signed"))
    found = failed(caused(PineconeConnectionError("CERTIFICATE_VERIFY_FAILED"), cause))
    assert (type(found.error), found.retryable) == (BackendError, False)
    assert "ca_certs=" in str(found.error)
    assert "verify_certs=False" in str(found.error)


def test_an_index_that_is_not_ready_is_asked_again_later() -> None:
    found = failed(NotReady("the index notes-dense is not ready yet"))
    assert type(found.error) is BackendUnavailable
    assert (found.retryable, found.sent, found.retry_after_s) == (True, False, 1.0)


def test_what_the_client_refuses_itself_was_not_sent() -> None:
    found = failed(PineconeValueError("no such value"))
    assert (type(found.error), found.sent) == (Rejected, False)


def test_our_own_errors_and_bugs_stay_what_they_are() -> None:
    assert failure(InvalidInput("x"), Call("dense.query"), URL) is None
    assert failure(KeyError("x"), Call("dense.query"), URL) is None
