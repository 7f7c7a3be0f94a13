"""What the clients of both products raise for the answers of a server, in the library's terms."""

from __future__ import annotations

import ssl
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Failure
from hybrid_search.connectors.lucene.errors import Place
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import (
    BackendError,
    BackendUnavailable,
    IndexNotFound,
    PermissionDenied,
    RequestTooLarge,
    StorageFull,
    WrongServer,
)
from tests.connectors.lucene.stub import Stub, serving

SECRET = "s3cr3t-key"

Raised = Callable[[str, Access], Exception]
"""What a client raises when it asks the server of a URL."""

ANSWERS = [
    (401, "security_exception", "unable to authenticate with API key id [x], api key is expired", PermissionDenied),
    (403, "security_exception", "no permissions for [indices:data/read/search]", PermissionDenied),
    (404, "index_not_found_exception", "no such index [notes]", IndexNotFound),
    (413, "", "", RequestTooLarge),
    (400, "parsing_exception", "unknown query [x]", BackendError),
    (429, "cluster_block_exception", "blocked by: [disk usage exceeded flood-stage watermark]", StorageFull),
    (403, "cluster_block_exception", "blocked by: [FORBIDDEN/5/index read-only (api)]", PermissionDenied),
    (507, "", "", StorageFull),
    (500, "null_pointer_exception", "null", BackendError),
]


def error_body(kind: str, reason: str) -> dict[str, Any]:
    return {"error": {"root_cause": [{"type": kind, "reason": reason}], "type": kind, "reason": reason}}


class ErrorContract(ABC):
    """A subclass names its stub, and has a fixture *raised* over each of its clients."""

    stub: ClassVar[Callable[..., Stub]]
    product: ClassVar[str]

    @abstractmethod
    def failure(self, error: Exception, place: Place) -> Failure | None:
        """The product's own mapping."""

    def mapped(self, raised: Raised, url: str, access: Access | None = None) -> Failure:
        """The failure that a client meets at a URL."""
        found = self.failure(raised(url, access or Access()), Place(str(parse_url(url)), self.product, "api_key="))
        assert found is not None
        return found

    def answered(self, raised: Raised, **answer: Any) -> Failure:
        """The failure behind an answer of the stub."""
        with serving(type(self).stub(**answer)) as stub:
            return self.mapped(raised, stub.url)

    @pytest.mark.parametrize(("status", "kind", "reason", "expected"), ANSWERS)
    def test_an_answer_is_mapped_by_its_reason_and_status(
        self, raised: Raised, status: int, kind: str, reason: str, expected: type[Exception]
    ) -> None:
        found = self.answered(raised, status=status, body=error_body(kind, reason))
        assert type(found.error) is expected
        assert not found.retryable
        assert reason in str(found.error) or expected is IndexNotFound

    def test_missing_rights_name_where_credentials_come_from(self, raised: Raised) -> None:
        found = self.answered(raised, status=401, body=error_body("security_exception", "token expired"))
        assert "token expired" in str(found.error)
        assert "api_key=" in str(found.error)

    @pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
    def test_a_busy_server_is_asked_again_when_it_says(self, raised: Raised, status: int) -> None:
        headers = {**type(self).stub().headers, "Retry-After": "7"}
        found = self.answered(raised, status=status, headers=headers)
        assert type(found.error) is BackendUnavailable
        assert found.retryable
        assert found.retry_after_s == 7

    def test_a_login_page_comes_from_another_product(self, raised: Raised) -> None:
        found = self.answered(raised, body=b"<html>", headers={"Content-Type": "text/html"})
        assert type(found.error) is WrongServer
        assert not found.retryable

    @pytest.mark.parametrize("status", [404, 405])
    def test_another_server_that_does_not_know_the_path_is_another_product(self, raised: Raised, status: int) -> None:
        found = self.answered(raised, status=status, body=b"<html>", headers={"Content-Type": "text/html"})
        assert type(found.error) is WrongServer

    @pytest.mark.parametrize("status", [502, 503])
    @pytest.mark.parametrize(
        ("kind", "body"),
        [("text/html", b"<html>\xff"), *(("application/json", body) for body in (b"[]", b"7", b"{", b"\xff", b""))],
    )
    def test_what_a_proxy_says_for_a_busy_server_is_no_other_product(
        self, raised: Raised, status: int, kind: str, body: bytes
    ) -> None:
        found = self.answered(raised, status=status, body=body, headers={"Content-Type": kind})
        assert type(found.error) is BackendUnavailable
        assert found.retryable

    def test_no_failure_is_warned_of_besides_being_raised(
        self, raised: Raised, caplog: pytest.LogCaptureFixture
    ) -> None:
        self.answered(raised, status=404, body=error_body("index_not_found_exception", "no such index [notes]"))
        assert [one.getMessage() for one in caplog.records if one.levelname == "WARNING"] == []

    def test_nobody_listening_means_that_nothing_was_sent(self, raised: Raised) -> None:
        with serving(type(self).stub()) as stub:
            url = stub.url
        found = self.mapped(raised, url)
        assert type(found.error) is BackendUnavailable
        assert found.retryable
        assert not found.sent

    def test_an_address_of_ipv6_is_asked(self, raised: Raised) -> None:
        with serving(type(self).stub()) as stub:
            url = stub.url.replace("127.0.0.1", "[::1]")
        found = self.mapped(raised, url)
        assert type(found.error) is BackendUnavailable
        assert not found.sent

    def test_a_time_out_may_have_taken_effect(self, raised: Raised) -> None:
        with serving(type(self).stub(delay_s=0.5)) as stub:
            found = self.mapped(raised, stub.url, Access(timeout_s=0.05))
        assert found.retryable
        assert found.sent
        assert "timeout_s=" in str(found.error)

    def test_a_server_without_tls_is_not_asked_again(self, raised: Raised) -> None:
        with serving(type(self).stub()) as stub:
            found = self.mapped(raised, stub.url.replace("://", "+https://"))
        assert type(found.error) is BackendError
        assert not found.retryable
        assert "ca_certs=" in str(found.error)

    def test_other_exceptions_are_left_alone(self) -> None:
        place = Place("x://h/n", self.product, "api_key=")
        assert self.failure(ValueError("ours"), place) is None
        assert self.failure(ssl.SSLError("not by the client"), place) is None

    @pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 503])
    def test_no_exception_shows_the_credentials(self, raised: Raised, status: int) -> None:
        with serving(type(self).stub(status=status, body=error_body("some_exception", "reason"))) as stub:
            url = stub.url.replace("//", f"//ann:{SECRET}@")
            for access in (Access(), Access(api_key=SECRET)):
                error = raised(url, access)
                found = self.failure(error, Place(str(parse_url(url)), self.product, "api_key="))
                assert found is not None
                found.error.__cause__ = error
                shown = "".join(traceback.format_exception(found.error)) + repr(error) + repr(error.args) + repr(found)
                assert SECRET not in shown
        assert all(request["authorization"] for request in stub.seen)
