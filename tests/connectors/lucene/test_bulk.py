"""The generator is run by hand: what it yields is what would be sent."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from typing import Any

import pytest

from hybrid_search.connectors.lucene.bulk import Bulk, action
from hybrid_search.connectors.lucene.errors import Place
from hybrid_search.connectors.parts import Item
from hybrid_search.connectors.steps import Call, Operation, Sleep
from hybrid_search.errors import BackendError, IndexNotFound, PermissionDenied, RequestTooLarge, StorageFull
from hybrid_search.types import FailedDocument

PLACE = Place("elasticsearch://host/notes", "Elasticsearch", "api_key=")
STORED = {"status": 201, "result": "created"}
BUSY = {"status": 429, "error": {"type": "es_rejected_execution_exception", "reason": "queue is full"}}
POISON = {"status": 400, "error": {"type": "document_parsing_exception", "reason": "failed to parse"}}


def items(*ids: str) -> list[Item]:
    return [Item(id, (action("index", id), json.dumps({"id": id})), 10) for id in ids]


def run(operation: Operation[Sequence[FailedDocument]], *answers: Any) -> tuple[Sequence[FailedDocument], list[Call]]:
    """What it returns, and the calls that it made; each takes the next answer."""
    calls: list[Call] = []
    waiting = list(answers)
    generator: Generator[Any, Any, Sequence[FailedDocument]] = operation
    answer: Any = None
    try:
        while True:
            step = generator.send(answer)
            answer = None
            if isinstance(step, Call):
                calls.append(step)
                answer = {"items": [{"index": outcome} for outcome in waiting.pop(0)]}
            else:
                assert isinstance(step, Sleep)
    except StopIteration as stop:
        return stop.value, calls


def sent(call: Call) -> list[str]:
    return [json.loads(line)["index"]["_id"] for line in call.arguments["body"][::2]]


def test_a_part_is_one_request_to_the_alias_only() -> None:
    bulk = Bulk("notes", PLACE)
    refused, (call,) = run(bulk.send(items("a", "b")), [STORED, STORED])
    assert refused == []
    assert bulk.changed == 2
    assert call.method == "bulk"
    assert call.arguments["index"] == "notes"
    assert call.arguments["require_alias"] is True
    assert call.arguments["body"] == [
        '{"index": {"_id": "a"}}',
        '{"id": "a"}',
        '{"index": {"_id": "b"}}',
        '{"id": "b"}',
    ]


def test_one_poisoned_document_is_reported_and_the_others_are_stored() -> None:
    bulk = Bulk("notes", PLACE)
    refused, calls = run(bulk.send(items("a", "b", "c")), [STORED, POISON, STORED])
    assert [one.id for one in refused] == ["b"]
    assert "failed to parse" in refused[0].reason
    assert len(calls) == 1
    assert bulk.changed == 2


def test_only_the_items_that_the_server_was_too_busy_for_are_sent_again() -> None:
    bulk = Bulk("notes", PLACE)
    refused, calls = run(bulk.send(items("a", "b", "c")), [STORED, BUSY, BUSY], [BUSY, STORED], [STORED])
    assert refused == []
    assert [sent(call) for call in calls] == [["a", "b", "c"], ["b", "c"], ["b"]]
    assert bulk.changed == 3


def test_an_item_that_stays_refused_is_reported_with_the_reason() -> None:
    bulk = Bulk("notes", PLACE)
    refused, calls = run(bulk.send(items("a")), *[[BUSY]] * 8)
    assert len(calls) == 8
    assert [one.id for one in refused] == ["a"]
    assert "queue is full" in refused[0].reason


@pytest.mark.parametrize(
    ("outcome", "error"),
    [
        ({"status": 404, "error": {"type": "index_not_found_exception", "reason": "no such index"}}, IndexNotFound),
        ({"status": 403, "error": {"type": "security_exception", "reason": "unauthorized"}}, PermissionDenied),
        (
            {"status": 429, "error": {"type": "cluster_block_exception", "reason": "flood-stage watermark"}},
            StorageFull,
        ),
    ],
)
def test_what_would_meet_every_item_is_raised(outcome: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        run(Bulk("notes", PLACE).send(items("a", "b")), [STORED, outcome])


TOO_LARGE = {
    "status": 429,
    "error": {
        "type": "es_rejected_execution_exception",
        "reason": "rejected execution of primary operation [primary_operation_bytes=9, max_primary_bytes=8]",
    },
}


def test_items_that_are_too_large_together_are_halved_and_one_alone_is_reported() -> None:
    bulk = Bulk("notes", PLACE)
    with pytest.raises(RequestTooLarge):
        run(bulk.send(items("a", "b")), [TOO_LARGE, TOO_LARGE])
    refused, calls = run(bulk.send(items("a")), [TOO_LARGE])
    assert [one.id for one in refused] == ["a"]
    assert len(calls) == 1


def test_an_item_without_an_outcome_is_not_taken_for_stored() -> None:
    with pytest.raises(BackendError, match="lacks the outcome of an item"):
        run(Bulk("notes", PLACE).send(items("a")), [{}])


def test_the_deletion_of_what_is_not_there_counts_nothing() -> None:
    bulk = Bulk("notes", PLACE)
    run(bulk.send(items("a", "b")), [{"status": 200, "result": "deleted"}, {"status": 404, "result": "not_found"}])
    assert bulk.changed == 1


def test_no_id_can_break_out_of_its_line() -> None:
    hostile = 'a"}}\n{"delete": {"_index": "other'
    assert json.loads(action("index", hostile)) == {"index": {"_id": hostile}}
    assert "\n" not in action("index", hostile)
