"""The connector without a server, or in front of one that answers as it is told."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from opensearchpy import AsyncOpenSearch, OpenSearch

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.opensearch import OpenSearchConnector
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import BackendError, InvalidInput, InvalidName, PermissionDenied, Unsupported, WrongServer
from hybrid_search.types import Native
from tests.connectors.lucene.stub import Stub, serving

ELASTICSEARCH = {"version": {"number": "9.1.0"}, "tagline": "You Know, for Search"}


def connector(url: str = "opensearch://localhost/notes", access: Access | None = None) -> OpenSearchConnector:
    return OpenSearchConnector(parse_url(url), access or Access())


def test_nothing_is_sent_before_the_first_operation() -> None:
    with serving(Stub()) as stub:
        connect(stub.url)
    assert stub.seen == []


def test_a_bad_option_is_said_at_once() -> None:
    with pytest.raises(InvalidName, match="known: engine, shards"):
        connector("opensearch://localhost/notes?shard=1")


def test_a_key_that_would_travel_unencrypted_is_refused_at_once() -> None:
    with pytest.raises(InvalidName, match=r"api_key= would travel unencrypted; write opensearch\+https"):
        connector("opensearch://search.example/notes", Access(api_key="os_secret"))
    connector("opensearch+http://search.example/notes", Access(api_key="os_secret"))


def test_a_client_of_another_backend_is_refused_at_once() -> None:
    with pytest.raises(InvalidInput, match="takes an OpenSearch or AsyncOpenSearch"):
        connector(access=Access(client=object()))


def test_a_call_takes_no_longer_than_is_left() -> None:
    made = connector(access=Access(timeout_s=5))
    call = Call("search", {"index": "notes"}, idempotent=False)
    assert made.timed(call, 2) == Call("search", {"index": "notes", "request_timeout": 2}, idempotent=False)
    assert made.timed(call, 60) == call  # the client's own time-out is shorter
    assert made.timed(Call("close"), 2) == Call("close")


def test_without_the_right_to_see_the_version_only_native_fusion_is_refused() -> None:
    made = connector()
    mapping = {"_meta": {"hybrid_search": {}}, "properties": {"sparse": {"type": "rank_features"}}}
    operation = made.native([], Native.rrf(), 5)
    assert next(operation) == Call("indices.get_mapping", {"index": "notes"})
    assert operation.send({"notes-000001": {"mappings": mapping}}) == Call("info")
    with pytest.raises(Unsupported, match=r"cluster:monitor/main\); use RRF\(k=60\)"):
        operation.throw(PermissionDenied("no permissions for [cluster:monitor/main]"))
    search = made.search([])
    with pytest.raises(StopIteration):  # no more questions, and no refusal
        next(search)


@pytest.mark.parametrize("client", [OpenSearch, AsyncOpenSearch])
def test_a_client_of_the_callers_is_left_open(client: Callable[[], Any]) -> None:
    assert list(connector(access=Access(client=client())).close()) == []
    assert list(connector().close()) == [Call("close")]


@pytest.mark.parametrize(
    "operation",
    [
        lambda made: made.exists(),
        lambda made: made.create(IndexSpec(dims=3, sparse=True)),
    ],
    ids=["exists", "create"],
)
def test_elasticsearch_on_the_port_is_told_from_an_index_that_is_missing(
    operation: Callable[[OpenSearchConnector], Operation[Any]],
) -> None:
    with serving(Stub(body=ELASTICSEARCH)) as stub:
        made = connector(stub.url)
        driver = Driver(made)
        with pytest.raises(WrongServer, match="elasticsearch://"):
            driver.run(operation(made))
        driver.close()
    assert len(stub.seen) == 1


@pytest.mark.parametrize("status", [401, 403, 500])
@pytest.mark.parametrize("login", ["ann:s3cr3t@", "s3cr3t@", ""], ids=["password", "key in the url", "argument"])
def test_no_message_cause_repr_or_log_shows_a_secret(caplog: pytest.LogCaptureFixture, status: int, login: str) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(Stub(status=status, body={"error": {"type": "some_exception", "reason": "no"}})) as stub:
        access = Access() if login else Access(api_key="s3cr3t")
        made = connector(stub.url.replace("//", f"//{login}"), access)
        driver = Driver(made)
        with pytest.raises(BackendError) as raised:
            driver.run(made.count(None))
        driver.close()
    assert isinstance(raised.value, PermissionDenied) == (status != 500)
    assert stub.seen[0]["authorization"]
    shown = (
        "".join(traceback.format_exception(raised.value)) + repr(raised.value) + repr(access) + made.url + repr(made)
    )
    assert "s3cr3t" not in shown + caplog.text
