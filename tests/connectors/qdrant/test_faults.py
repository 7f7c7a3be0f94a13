"""Refusals and broken connections, over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.errors import (
    BackendError,
    BackendUnavailable,
    DeadlineExceeded,
    IndexNotFound,
    PermissionDenied,
    RequestTooLarge,
    StorageFull,
    WrongServer,
)
from tests.connectors.contract.opened import Opened
from tests.connectors.qdrant.answers import error
from tests.connectors.qdrant.conftest import Open
from tests.connectors.qdrant.stub import Fault, Stub
from tests.fakes import row

COUNT = "/points/count"


def counted(made: Opened, stub: Stub, *faults: Fault) -> int:
    stub.fail(COUNT, *faults)
    return made.count()


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_overload_is_tried_again(made: Opened, stub: Stub, slept: list[float], status: int) -> None:
    assert counted(made, stub, *[Fault(status, error("busy"))] * 3) == 0
    assert len(slept) == 3


def test_overload_that_lasts_is_said_at_last(made: Opened, stub: Stub) -> None:
    with pytest.raises(BackendUnavailable, match=r"count failed for now \(503\): Shard temporarily unavailable"):
        counted(made, stub, *[Fault(503, error("Shard temporarily unavailable: x"))] * 9)
    assert len(stub.bodies(COUNT)) == 6


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_waited_for(made: Opened, stub: Stub, slept: list[float], status: int) -> None:
    assert counted(made, stub, Fault(status, error("Rate limiting exceeded: retry later"), {"Retry-After": "7"})) == 0
    assert slept == [7.0]


def test_a_retry_after_that_the_client_cannot_read_is_overload_all_the_same(
    made: Opened, stub: Stub, slept: list[float]
) -> None:
    header = {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
    assert counted(made, stub, Fault(429, error("slow down"), header)) == 0
    assert len(slept) == 1


def test_a_write_is_tried_again_whether_or_not_it_took_effect(made: Opened, stub: Stub) -> None:
    stub.fail("/collections/notes-000001/points", Fault(503, error("busy"), after=True), Fault(cut=True, after=True))
    assert made.upsert([row("a"), row("b")]).written == 2
    assert made.count() == 2


def test_a_connection_reset_in_the_middle_of_an_answer_is_tried_again(made: Opened, stub: Stub) -> None:
    assert counted(made, stub, Fault(cut=True), Fault(cut=True)) == 0


def test_a_connection_that_is_always_reset_is_said(made: Opened, stub: Stub) -> None:
    with pytest.raises(BackendUnavailable, match="count got no answer"):
        counted(made, stub, *[Fault(cut=True)] * 9)


def test_a_refused_connection_is_unavailable(opening: Open, stub: Stub) -> None:
    opened = opening("qdrant://127.0.0.1:9/notes")  # the discard service, which nothing listens on
    with pytest.raises(BackendUnavailable, match="get_aliases got no answer: ConnectError"):
        opened.run(opened.connector.exists())


def test_a_slow_server_ends_at_the_deadline(opening: Open, stub: Stub, made: Opened) -> None:
    hasty = opening(deadline_s=1.0)
    hasty.run(hasty.connector.exists())
    stub.fail(COUNT, *[Fault(hang=True)] * 3)
    with pytest.raises(DeadlineExceeded, match="deadline of 1 s"):
        hasty.count()
    assert "timeout=1" in [one for one in stub.seen if one.path.endswith(COUNT)][-1].query


def test_a_server_that_is_slower_than_the_time_out_is_tried_again(opening: Open, stub: Stub, made: Opened) -> None:
    hasty = opening(timeout_s=1)
    stub.fail(COUNT, Fault(hang=True))
    assert hasty.count() == 0


def test_without_credentials_the_message_names_where_they_go(
    made: Opened, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Must provide an API key or an Authorization bearer token"
    with pytest.raises(PermissionDenied) as caught:
        counted(made, stub, Fault(401, words))  # in plain text, as the server says it
    assert words in str(caught.value)
    assert "none was sent: pass api_key=, or set QDRANT_API_KEY" in str(caught.value)


def test_an_expired_key_has_the_reason_of_the_server(opening: Open, stub: Stub, made: Opened) -> None:
    opened = opening(api_key="sesame")
    stub.fail(COUNT, Fault(401, "Invalid JWT token, reason: ExpiredSignature"))
    stub.fail("/aliases", Fault(403, "Invalid API key or JWT"))
    stub.fail("/notes", Fault(403, "Invalid API key or JWT"))
    with pytest.raises(PermissionDenied, match=r"403\): Invalid API key or JWT; check the API key: it may be expired"):
        opened.count()
    with pytest.raises(PermissionDenied, match="ExpiredSignature"):
        opened.count()
    assert {one.headers.get("api-key") for one in stub.seen[-2:]} == {"sesame"}


def test_a_read_only_key_and_a_locked_server_deny_writes(made: Opened, stub: Stub) -> None:
    reason = "Forbidden: Write access to collection notes is required"
    refusals = [Fault(403, error(said)) for said in (reason, "Storage locked: maintenance")]
    stub.fail("/collections/notes-000001/points", *refusals)
    with pytest.raises(PermissionDenied, match=r"upsert is not allowed.*Write access"):
        made.upsert([row("a")])
    with pytest.raises(PermissionDenied, match="Storage locked: maintenance"):
        made.upsert([row("a")])


@pytest.mark.parametrize(
    "fault",
    [
        Fault(507, error("Insufficient storage: the disk quota is reached")),
        Fault(500, error("Service internal error: No space left on device (os error 28)")),
        Fault(500, error("Service internal error: WAL buffer size exceeds available disk space")),
    ],
)
def test_a_full_disk_is_storage_full(made: Opened, stub: Stub, fault: Fault) -> None:
    stub.fail("/collections/notes-000001/points", fault)
    with pytest.raises(StorageFull, match="what was acknowledged before is kept"):
        made.upsert([row("a")])


def test_another_failure_of_the_server_has_its_reason(made: Opened, stub: Stub) -> None:
    with pytest.raises(BackendError, match=r"failed in count \(500\): Service internal error: task panicked") as caught:
        counted(made, stub, Fault(500, error("Service internal error: task panicked")))
    assert type(caught.value) is BackendError


def test_a_refused_query_has_the_reason_of_the_server(made: Opened, stub: Stub) -> None:
    with pytest.raises(BackendError, match="the server refused count: Bad request: Limit exceeded"):
        counted(made, stub, Fault(400, error("Bad request: Limit exceeded 5 > 2")))


def test_an_index_that_is_gone_is_not_found_and_what_was_known_of_it_is_forgotten(
    opening: Open, made: Opened, stub: Stub
) -> None:
    made.upsert([row("a")])
    other = opening()
    other.run(other.connector.drop())
    with pytest.raises(IndexNotFound):
        made.count()
    other.run(other.connector.create(IndexSpec(dims=None, sparse=True)))
    assert made.run(made.connector.facts())["dims"] is None


@pytest.mark.parametrize(
    "fault",
    [
        Fault(200, "<html>Welcome to nginx!</html>", {"Content-Type": "text/html"}),
        Fault(404, "404 page not found", {"Content-Type": "text/plain"}),
        Fault(404, json.dumps({"error": "no handler found", "status": 404})),
        Fault(400, {"error": {"type": "illegal_argument_exception", "reason": "unknown"}, "status": 400}),
        Fault(301, "", {"Location": "https://127.0.0.1/"}),
        Fault(405, "Method Not Allowed"),
        Fault(200, {"name": "node-1", "tagline": "You Know, for Search"}),
        Fault(200, {"result": {"unexpected": True}, "status": "ok", "time": 0.0}),
    ],
    ids=str,
)
def test_another_product_on_the_port_is_said(made: Opened, stub: Stub, fault: Fault) -> None:
    with pytest.raises(WrongServer, match="no Qdrant server that this client can talk to"):
        counted(made, stub, fault)


@pytest.mark.parametrize(
    ("title", "version", "said"),
    [
        (
            "qdrant - vector search engine",
            "1.14.1",
            r"this is Qdrant 1\.14\.1, and the oldest that can be used is 1\.15",
        ),
        ("OpenSearch", "2.19.1", "it says that it is 'OpenSearch' '2.19.1'"),
        ("qdrant - vector search engine", "dev", "'dev'"),
    ],
)
def test_an_older_server_or_another_one_gets_no_index(
    opening: Open, stub: Stub, title: str, version: str, said: str
) -> None:
    stub.rest.title, stub.rest.version = title, version
    opened = opening()
    with pytest.raises(WrongServer, match=said):
        opened.run(opened.connector.create(IndexSpec(3, sparse=True)))
    assert [one.path for one in stub.seen] == ["/"]


TOO_LARGE: list[Any] = [
    Fault(413, "Payload Too Large"),
    Fault(400, error("JSON payload (40000000 bytes) is larger than allowed (limit: 33554432 bytes).")),
    Fault(400, error("JSON payload has exceeded limit (33554432 bytes).")),
]


@pytest.mark.parametrize("fault", TOO_LARGE)
def test_a_request_that_is_too_large_is_halved(made: Opened, stub: Stub, fault: Fault) -> None:
    stub.fail("/collections/notes-000001/points", fault, fault)
    assert made.upsert([row(str(n)) for n in range(8)]).written == 8
    assert [len(body["points"]) for body in stub.bodies("/collections/notes-000001/points")] == [8, 4, 2, 2, 4]
    assert made.count() == 8


def test_a_search_that_is_too_large_says_so(made: Opened, stub: Stub) -> None:
    with pytest.raises(RequestTooLarge, match="count sent more than the server takes"):
        counted(made, stub, TOO_LARGE[0])
