"""What the clients raise, both packages and both twins, in the library's terms."""

from __future__ import annotations

import asyncio
import ssl
import traceback
from collections.abc import Callable
from types import ModuleType
from typing import Any

import elasticsearch
import elasticsearch8
import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Failure
from hybrid_search.connectors.elasticsearch.client import async_client, sync_client
from hybrid_search.connectors.elasticsearch.errors import failure
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
from tests.connectors.elasticsearch.stub import ElasticStub
from tests.connectors.opensearch.stub import serving

SECRET = "s3cr3t-key"

Raised = Callable[[str, Access], Exception]


def raised_by_sync(package: ModuleType) -> Raised:
    def ask(url: str, access: Access) -> Exception:
        client = sync_client(parse_url(url), access, package)
        with pytest.raises(Exception) as raised:  # noqa: PT011  # whatever the client raises is what is tested
            client.indices.refresh(index="notes")
        client.close()
        return raised.value

    return ask


def raised_by_async(package: ModuleType) -> Raised:
    def ask(url: str, access: Access) -> Exception:
        async def run() -> Exception:
            client = async_client(parse_url(url), access, package)
            with pytest.raises(Exception) as raised:  # noqa: PT011  # as above
                await client.indices.refresh(index="notes")
            await client.close()
            return raised.value

        return asyncio.run(run())

    return ask


@pytest.fixture(params=["sync", "async", "sync 8", "async 8"])
def raised(request: pytest.FixtureRequest) -> Raised:
    """What each client raises when it asks a server."""
    package = elasticsearch8 if request.param.endswith("8") else elasticsearch
    return (raised_by_sync if request.param.startswith("sync") else raised_by_async)(package)


def place(url: str) -> Place:
    return Place(str(parse_url(url)), "Elasticsearch", "api_key=")


def failed(raised: Raised, stub: ElasticStub, access: Access | None = None) -> Failure:
    with serving(stub):
        error = raised(stub.url, access or Access())
    found = failure(error, place(stub.url))
    assert found is not None
    return found


def error_body(kind: str, reason: str) -> dict[str, Any]:
    return {"error": {"root_cause": [{"type": kind, "reason": reason}], "type": kind, "reason": reason}}


@pytest.mark.parametrize(
    ("status", "kind", "reason", "expected"),
    [
        (401, "security_exception", "unable to authenticate with API key id [x], api key is expired", PermissionDenied),
        (403, "security_exception", "action [indices:data/read/search] is unauthorized", PermissionDenied),
        (404, "index_not_found_exception", "no such index [notes]", IndexNotFound),
        (413, "", "", RequestTooLarge),
        (400, "parsing_exception", "unknown query [x]", BackendError),
        (429, "cluster_block_exception", "blocked by: [disk usage exceeded flood-stage watermark]", StorageFull),
        (507, "", "", StorageFull),
        (500, "null_pointer_exception", "null", BackendError),
    ],
)
def test_an_answer_is_mapped_by_its_reason_and_status(
    raised: Raised, status: int, kind: str, reason: str, expected: type[Exception]
) -> None:
    found = failed(raised, ElasticStub(status=status, body=error_body(kind, reason)))
    assert type(found.error) is expected
    assert not found.retryable
    assert reason in str(found.error) or expected is IndexNotFound


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_a_busy_server_is_asked_again_when_it_says(raised: Raised, status: int) -> None:
    headers = {"X-Elastic-Product": "Elasticsearch", "Retry-After": "7"}
    found = failed(raised, ElasticStub(status=status, headers=headers))
    assert type(found.error) is BackendUnavailable
    assert found.retryable
    assert found.retry_after_s == 7


@pytest.mark.parametrize("status", [200, 404, 405, 406])
def test_a_server_that_does_not_say_that_it_is_elasticsearch_is_another_product(raised: Raised, status: int) -> None:
    found = failed(raised, ElasticStub(status=status, headers={}))
    assert type(found.error) is WrongServer
    assert not found.retryable


def test_a_login_page_comes_from_another_product(raised: Raised) -> None:
    found = failed(raised, ElasticStub(body="<html>", headers={"Content-Type": "text/html"}))
    assert type(found.error) is WrongServer


def test_a_proxy_that_answers_for_a_busy_server_is_no_other_product(raised: Raised) -> None:
    assert failed(raised, ElasticStub(status=503, headers={})).retryable


def test_a_server_that_is_older_than_the_client_is_explained_with_the_pip_line(raised: Raised) -> None:
    reason = "Accept version must be either version 8 or 7, but found 9."
    found = failed(raised, ElasticStub(status=400, body=error_body("media_type_header_exception", reason)))
    assert type(found.error) is WrongServer
    assert "pip install 'elasticsearch>=8.19,<9'" in str(found.error)
    assert "client=elasticsearch8" in str(found.error)


def test_nobody_listening_means_that_nothing_was_sent(raised: Raised) -> None:
    with serving(ElasticStub()) as stub:
        url = stub.url
    found = failure(raised(url, Access()), place(url))
    assert found is not None
    assert type(found.error) is BackendUnavailable
    assert found.retryable
    assert not found.sent


def test_a_time_out_may_have_taken_effect(raised: Raised) -> None:
    with serving(ElasticStub(delay_s=0.5)) as stub:
        found = failure(raised(stub.url, Access(timeout_s=0.05)), place(stub.url))
    assert found is not None
    assert found.retryable
    assert found.sent
    assert "timeout_s=" in str(found.error)


def test_a_server_without_tls_is_not_asked_again(raised: Raised) -> None:
    with serving(ElasticStub()) as stub:
        url = stub.url.replace("elasticsearch:", "elasticsearch+https:")
        found = failure(raised(url, Access()), place(url))
    assert found is not None
    assert type(found.error) is BackendError
    assert not found.retryable
    assert "ca_certs=" in str(found.error)


def test_other_exceptions_are_left_alone() -> None:
    assert failure(ValueError("ours"), place("elasticsearch://h/n")) is None
    assert failure(ssl.SSLError("not by the client"), place("elasticsearch://h/n")) is None


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 503])
def test_no_exception_shows_the_credentials(raised: Raised, status: int) -> None:
    with serving(ElasticStub(status=status, body=error_body("some_exception", "reason"))) as stub:
        url = stub.url.replace("//", f"//ann:{SECRET}@")
        for access in (Access(), Access(api_key=SECRET)):
            error = raised(url, access)
            found = failure(error, place(url))
            assert found is not None
            found.error.__cause__ = error
            shown = "".join(traceback.format_exception(found.error)) + repr(error) + repr(error.args) + repr(found)
            assert SECRET not in shown
    assert all(request["authorization"] for request in stub.seen)
