from __future__ import annotations

import pytest

from hybrid_search.connectors.qdrant.bulk import LIMITS
from hybrid_search.errors import DeadlineExceeded
from tests.connectors.contract.opened import Opened
from tests.connectors.qdrant.answers import error
from tests.connectors.qdrant.stub import Fault, Stub
from tests.fakes import row

POINTS = "/collections/notes-000001/points"


def test_one_poisoned_document_in_five_hundred_is_found_and_the_others_are_stored(made: Opened, stub: Stub) -> None:
    stub.rest.poison = "371"
    report = made.upsert([row(str(n)) for n in range(500)])
    assert report.written == 499
    (failed,) = report.failed
    assert failed.id == "371"
    assert "must not be poisoned" in failed.reason
    assert made.count() == 499
    assert len(stub.bodies(POINTS)) <= 2 + 2 * 8  # two parts, and both halves at each of log2(256) levels


def test_rows_are_cut_by_count_before_they_are_sent(made: Opened, stub: Stub) -> None:
    made.upsert([row(str(n)) for n in range(LIMITS.items + 10)])
    assert [len(body["points"]) for body in stub.bodies(POINTS)] == [LIMITS.items, 10]


def test_rows_are_cut_by_size_before_they_are_sent(made: Opened, stub: Stub) -> None:
    made.upsert([row(str(n), text="x" * (3 << 20)) for n in range(5)])
    assert [len(body["points"]) for body in stub.bodies(POINTS)] == [2, 2, 1]


def test_a_row_that_no_request_can_hold_is_reported(made: Opened, stub: Stub) -> None:
    stub.fail(POINTS, Fault(413, "Payload Too Large"))
    report = made.upsert([row("large")])
    assert report.written == 0
    assert "more than the server takes in one request" in report.failed[0].reason


def test_a_write_that_was_not_applied_in_time_is_said(made: Opened, stub: Stub) -> None:
    answer = {"result": {"operation_id": 1, "status": "wait_timeout"}, "status": "ok", "time": 1.0}
    stub.fail(POINTS, Fault(200, answer))
    with pytest.raises(DeadlineExceeded, match="keeps the write"):
        made.upsert([row("a")])


def test_thousands_of_ids_are_fetched_and_deleted_in_parts(made: Opened, stub: Stub) -> None:
    made.upsert([row(str(n)) for n in range(300)])
    stub.seen.clear()
    ids = [str(n) for n in range(2_500)]
    assert len(made.run(made.connector.hashes(ids))) == 300
    assert made.delete(ids) == 300
    assert [len(body["ids"]) for body in stub.bodies(POINTS)] == [1_000, 1_000, 500] * 2
    assert [len(body["points"]) for body in stub.bodies("/points/delete")] == [300]


def test_an_error_that_is_no_point_ends_the_write(made: Opened, stub: Stub) -> None:
    stub.fail(POINTS, *[Fault(503, error("busy"))] * 3)
    assert made.upsert([row("a")]).written == 1
