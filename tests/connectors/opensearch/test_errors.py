"""What the client raises, on both of its twins, in the library's terms."""

from __future__ import annotations

import asyncio
import ssl
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Failure
from hybrid_search.connectors.lucene.errors import Place
from hybrid_search.connectors.opensearch.client import async_client, sync_client
from hybrid_search.connectors.opensearch.errors import MissingPlugin, failure
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
from tests.connectors.opensearch.stub import Stub, serving

SECRET = "s3cr3t-key"


def raised_by_sync(url: str, access: Access) -> Exception:
    client = sync_client(parse_url(url), access)
    with pytest.raises(Exception) as raised:  # noqa: PT011  # whatever the client raises is what is tested
        client.info()
    client.close()
    return raised.value


def raised_by_async(url: str, access: Access) -> Exception:
    async def ask() -> Exception:
        client = async_client(parse_url(url), access)
        with pytest.raises(Exception) as raised:  # noqa: PT011  # as above
            await client.info()
        await client.close()
        return raised.value

    return asyncio.run(ask())


Raised = Callable[[str, Access], Exception]


@pytest.fixture(params=[raised_by_sync, raised_by_async], ids=["sync", "async"])
def raised(request: pytest.FixtureRequest) -> Raised:
    """What either client raises when it asks a server."""
    found: Raised = request.param
    return found


def place(url: str) -> Place:
    return Place(str(parse_url(url)), "OpenSearch", "api_key=")


def failed(raised: Raised, stub: Stub, access: Access | None = None) -> Failure:
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
        (401, "security_exception", "missing credentials", PermissionDenied),
        (403, "security_exception", "no permissions for [indices:data/read/search]", PermissionDenied),
        (404, "index_not_found_exception", "no such index [notes]", IndexNotFound),
        (413, "", "", RequestTooLarge),
        (400, "parsing_exception", "unknown query [x]", BackendError),
        (429, "cluster_block_exception", "blocked by: [disk usage exceeded flood-stage watermark]", StorageFull),
        (403, "cluster_block_exception", "blocked by: [FORBIDDEN/5/index read-only (api)]", PermissionDenied),
        (507, "", "", StorageFull),
        (500, "null_pointer_exception", "null", BackendError),
    ],
)
def test_an_answer_is_mapped_by_its_reason_and_status(
    raised: Raised, status: int, kind: str, reason: str, expected: type[Exception]
) -> None:
    found = failed(raised, Stub(status=status, body=error_body(kind, reason)))
    assert type(found.error) is expected
    assert not found.retryable


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_a_busy_server_is_asked_again_when_it_says(raised: Raised, status: int) -> None:
    found = failed(raised, Stub(status=status, headers={"Retry-After": "7"}))
    assert type(found.error) is BackendUnavailable
    assert found.retryable
    assert found.retry_after_s == 7


@pytest.mark.parametrize(
    ("query", "plugin"), [("knn", "opensearch-knn"), ("hybrid", "neural-search"), ("neural_sparse", "neural-search")]
)
def test_a_query_of_a_missing_plugin_names_the_plugin(raised: Raised, query: str, plugin: str) -> None:
    found = failed(raised, Stub(status=400, body=error_body("parsing_exception", f"unknown query [{query}]")))
    assert isinstance(found.error, MissingPlugin)
    assert found.error.query == query
    assert plugin in str(found.error)


def test_the_message_names_where_credentials_come_from(raised: Raised) -> None:
    found = failed(raised, Stub(status=401, body=error_body("security_exception", "token expired")))
    assert "token expired" in str(found.error)
    assert "api_key=" in str(found.error)


def test_nobody_listening_means_that_nothing_was_sent(raised: Raised) -> None:
    with serving(Stub()) as stub:
        url = stub.url
    found = failure(raised(url, Access()), place(url))
    assert found is not None
    assert type(found.error) is BackendUnavailable
    assert found.retryable
    assert not found.sent


def test_a_time_out_may_have_taken_effect(raised: Raised) -> None:
    with serving(Stub(delay_s=0.5)) as stub:
        found = failure(raised(stub.url, Access(timeout_s=0.05)), place(stub.url))
    assert found is not None
    assert found.retryable
    assert found.sent
    assert "timeout_s=" in str(found.error)


def test_a_server_without_tls_is_not_asked_again(raised: Raised) -> None:
    with serving(Stub()) as stub:
        url = stub.url.replace("opensearch:", "opensearch+https:")
        found = failure(raised(url, Access()), place(url))
    assert found is not None
    assert type(found.error) is BackendError
    assert not found.retryable
    assert "ca_certs=" in str(found.error)


def test_an_answer_that_is_no_json_comes_from_another_product(raised: Raised) -> None:
    found = failed(raised, Stub(body="<html>", headers={"Content-Type": "text/html"}))
    assert type(found.error) is WrongServer


def test_other_exceptions_are_left_alone() -> None:
    assert failure(ValueError("ours"), place("opensearch://h/n")) is None
    assert failure(ssl.SSLError("not by the client"), place("opensearch://h/n")) is None


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 503])
def test_no_exception_shows_the_credentials(raised: Raised, status: int) -> None:
    with serving(Stub(status=status, body=error_body("some_exception", "reason"))) as stub:
        url = stub.url.replace("//", f"//ann:{SECRET}@")
        error = raised(url, Access(api_key=SECRET))
        found = failure(error, place(url))
    assert found is not None
    found.error.__cause__ = error
    shown = "".join(traceback.format_exception(found.error)) + repr(error) + repr(error.args) + repr(found)
    assert SECRET not in shown
