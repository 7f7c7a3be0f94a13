"""What goes wrong between the real client and the server, by both drivers."""

from __future__ import annotations

import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import WriteReport
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.errors import (
    BackendError,
    BackendUnavailable,
    DeadlineExceeded,
    PermissionDenied,
    WrongServer,
)
from tests.connectors.contract.legs import dense_leg, scores, sparse_leg
from tests.connectors.contract.opened import SPEC, Opened
from tests.connectors.pinecone.conftest import Opening
from tests.connectors.pinecone.faults import Fault
from tests.connectors.pinecone.server import API_KEY, PineconeServer
from tests.fakes import row

PATHS = ["vectors/upsert", "vectors/fetch", "/query", "vectors/delete", "describe_index_stats"]
BUSY = [*((path, status) for path in PATHS for status in (503, 0)), *(("/query", one) for one in (408, 429, 502, 504))]


@pytest.mark.parametrize(("path", "status"), BUSY)
def test_overload_and_broken_connections_are_tried_again(
    made: Opened, server: PineconeServer, path: str, status: int
) -> None:
    server.faults.add(Fault(path, status=status, times=2))
    assert made.upsert([row("a"), row("b")]) == WriteReport(written=2)
    assert made.delete(["b"]) == 1
    assert made.ids() == {"a"}
    assert made.count() == 1
    assert server.faults.take(path) is None


def test_the_seconds_that_the_server_asks_for_are_waited(server: PineconeServer, opening: Opening) -> None:
    opened = opening(policy=RetryPolicy(base_s=0.001, deadline_s=0.5))
    opened.run(opened.connector.create(SPEC))
    server.faults.add(Fault("/query", status=429, retry_after="30"))
    with pytest.raises(DeadlineExceeded, match="next try would come too late"):
        opened.run(opened.connector.search([dense_leg(1, 0, 0)]))


def test_the_client_itself_tries_once(made: Opened, server: PineconeServer) -> None:
    made.run(made.connector.facts())
    before = len(server.seen)
    server.faults.add(Fault("/query", status=503, times=100))
    with pytest.raises(BackendUnavailable):
        made.run(made.connector.search([dense_leg(1, 0, 0)]))
    assert len(server.seen) - before == RetryPolicy().attempts


def test_a_write_that_broke_off_after_it_took_effect_is_not_doubled(made: Opened, server: PineconeServer) -> None:
    server.faults.add(Fault("vectors/upsert", status=0, applied=True, times=3))
    assert made.upsert([row("a"), row("b")]) == WriteReport(written=2)
    assert made.count() == 2
    assert made.ids() == {"a", "b"}


def test_a_slow_server_meets_the_time_out_of_the_call(server: PineconeServer, opening: Opening) -> None:
    opened = opening(access=Access(api_key=API_KEY, timeout_s=0.2), policy=RetryPolicy(attempts=1))
    opened.run(opened.connector.create(SPEC))
    opened.run(opened.connector.search([dense_leg(1, 0, 0)]))
    server.faults.add(Fault("/query", status=200, delay_s=2.0))
    with pytest.raises(BackendUnavailable, match=r"timed out.*timeout_s="):
        opened.run(opened.connector.search([dense_leg(1, 0, 0)]))


def test_the_deadline_is_the_time_out_of_the_last_call(server: PineconeServer, opening: Opening) -> None:
    opened = opening(policy=RetryPolicy(base_s=0.001, deadline_s=0.5))
    opened.run(opened.connector.create(SPEC))
    opened.run(opened.connector.search([dense_leg(1, 0, 0)]))
    server.faults.add(Fault("/query", status=200, delay_s=5.0))
    with pytest.raises(DeadlineExceeded):
        opened.run(opened.connector.search([dense_leg(1, 0, 0)]))


def test_one_poisoned_row_of_many_is_reported_and_the_others_are_stored(made: Opened, server: PineconeServer) -> None:
    rows = [row(str(n), metadata={"n": n}) for n in range(500)]
    refused = server.project.open("notes-sparse")
    poison = "37"

    server.refuse = lambda body: any(one["id"] == poison for one in body.get("vectors", []))
    report = made.upsert(rows)
    server.refuse = None
    assert report.written == 499
    assert [one.id for one in report.failed] == [poison]
    assert "refused on purpose" in report.failed[0].reason
    assert len(refused.read("--rows", query=False).records) == 499


def test_what_is_too_large_together_is_sent_in_parts(made: Opened, server: PineconeServer) -> None:
    rows = [row(str(n), text="x" * 35_000) for n in range(150)]  # 5 MB
    assert made.upsert(rows).written == 150
    assert made.count() == 150
    server.largest_request = 100_000
    assert made.upsert(rows[:20]).written == 20
    assert made.count() == 150


def test_a_key_that_is_not_valid_says_so_and_is_not_tried_again(server: PineconeServer, opening: Opening) -> None:
    opened = opening(access=Access(api_key="pcsk_expired"))
    with pytest.raises(PermissionDenied, match=r"Invalid API Key.*PINECONE_API_KEY") as caught:
        opened.run(opened.connector.exists())
    assert len(server.seen) == 1
    assert "pcsk_expired" not in str(caught.value)


def test_a_forbidden_write_gives_the_reason_of_the_server(made: Opened, server: PineconeServer) -> None:
    server.faults.add(Fault("vectors/upsert", status=403, message="the key is read-only", times=10))
    with pytest.raises(PermissionDenied, match="the key is read-only"):
        made.upsert([row("a")])


def test_nobody_at_the_address_is_unavailable(opening: Opening) -> None:
    opened = opening("pinecone://notes?host=http://127.0.0.1:9", policy=RetryPolicy(attempts=2, base_s=0.001))
    with pytest.raises(BackendUnavailable, match="found no connection"):
        opened.run(opened.connector.exists())


@pytest.mark.parametrize(
    ("status", "body"), [(200, b"<html>Welcome</html>"), (404, b"<html>none</html>"), (200, b"{}")]
)
def test_another_product_at_the_address_is_told(
    server: PineconeServer, opening: Opening, status: int, body: bytes
) -> None:
    opened = opening()
    server.faults.add(Fault("", status=status, body=body, times=5))
    with pytest.raises(WrongServer, match="not Pinecone"):
        opened.run(opened.connector.exists())


def test_an_answer_that_is_no_json_in_the_middle_is_an_error_of_the_backend(
    made: Opened, server: PineconeServer
) -> None:
    server.faults.add(Fault("/query", status=500, body=b"<html>oops</html>", times=5))
    with pytest.raises(BackendError, match="500"):
        made.run(made.connector.search([sparse_leg({1: 1.0})]))


def test_an_index_that_is_slow_to_get_ready_is_waited_for(server: PineconeServer, opening: Opening) -> None:
    server.project.ready_after = 2
    opened = opening()
    opened.run(opened.connector.create(SPEC))
    opened.upsert([row("a")])
    (leg,) = opened.run(opened.connector.search([sparse_leg({1: 1.0})]))
    assert scores(leg) == {"a": 1.0}
