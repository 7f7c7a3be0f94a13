from __future__ import annotations

import pytest

from hybrid_search.connectors.lucene.errors import Answer, Place, answer_of, failed, refused, timed_out, untrusted
from hybrid_search.errors import (
    BackendError,
    BackendUnavailable,
    IndexExists,
    IndexNotFound,
    NotAnIndex,
    PermissionDenied,
    RequestTooLarge,
    StorageFull,
    Unsupported,
)

_NONE: list[object] = [None, "x", 7, ["x"], [[]], {"a": 1}]
HOSTILE: list[object] = [
    *(None, "", "<html>busy</html>", b"x", [], {}, 7),
    *({"error": error} for error in _NONE),
    *({"error": {"root_cause": roots, "reason": ["x"], "type": {}}} for roots in _NONE),
    *({"error": {"caused_by": behind}} for behind in _NONE),
]

PLACE = Place("elasticsearch://host/notes", "Elasticsearch", "api_key=")
FLOOD = "index [notes-000001] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, …];"
READ_ONLY = "index [notes-000001] blocked by: [FORBIDDEN/5/index read-only (api)];"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(404, "index_not_found_exception", "no such index [notes]"), IndexNotFound),
        (Answer(404, "", "alias [notes] missing"), IndexNotFound),
        (Answer(404, "resource_not_found_exception", "task"), BackendError),
        (Answer(400, "resource_already_exists_exception", "index [notes-000001] already exists"), IndexExists),
        (Answer(500, "illegal_state_exception", "alias [notes] has more than one write index [a,b]"), IndexExists),
        (
            Answer(
                400,
                "invalid_alias_name_exception",
                "Invalid alias name [notes]: an index or data stream exists with the same name as the alias",
            ),
            NotAnIndex,
        ),
        (Answer(401, "security_exception", "unable to authenticate"), PermissionDenied),
        (Answer(403, "security_exception", "action [x] is unauthorized"), PermissionDenied),
        (Answer(403, "cluster_block_exception", READ_ONLY), PermissionDenied),
        (Answer(429, "cluster_block_exception", FLOOD), StorageFull),
        (Answer(403, "cluster_block_exception", "FORBIDDEN/12/index read-only / allow delete (api)"), StorageFull),
        (Answer(507), StorageFull),
        (Answer(413), RequestTooLarge),
        (Answer(429, "circuit_breaking_exception", "Data too large", permanent=True), RequestTooLarge),
        (Answer(500, "too_many_nested_clauses", "maxClauseCount is set to 1024"), Unsupported),
        (Answer(400, "illegal_argument_exception", "The nested depth of the query exceeds the maximum"), Unsupported),
        (Answer(400, "parsing_exception", "unknown query [x]"), BackendError),
    ],
)
def test_an_answer_that_is_final(answer: Answer, error: type[Exception]) -> None:
    failure = failed(answer, PLACE)
    assert type(failure.error) is error
    assert not failure.retryable
    assert "elasticsearch://host/notes" in str(failure.error)


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_an_overloaded_server_is_asked_again(status: int) -> None:
    failure = failed(Answer(status, "es_rejected_execution_exception", "rejected", retry_after_s=7), PLACE)
    assert isinstance(failure.error, BackendUnavailable)
    assert failure.retryable
    assert failure.retry_after_s == 7
    assert failure.sent is (status != 429)


def test_a_cluster_that_is_starting_is_asked_again() -> None:
    failure = failed(
        Answer(503, "cluster_block_exception", "blocked by: [SERVICE_UNAVAILABLE/1/state not recovered"), PLACE
    )
    assert failure.retryable


def test_missing_rights_name_the_server_s_reason_and_where_credentials_come_from() -> None:
    message = str(failed(Answer(401, "security_exception", "api key is expired"), PLACE).error)
    assert "api key is expired" in message
    assert "Credentials come from api_key=" in message


def test_the_field_limit_names_itself_and_the_way_out() -> None:
    answer = Answer(400, "document_parsing_exception", "Limit of total fields [1000] has been exceeded")
    message = str(failed(answer, PLACE).error)
    assert "Limit of total fields [1000]" in message
    assert "index.mapping.total_fields.limit" in message


def test_the_root_cause_says_what_all_shards_failed_does_not() -> None:
    body = {
        "error": {
            "type": "search_phase_execution_exception",
            "reason": "all shards failed",
            "root_cause": [{"type": "query_shard_exception", "reason": "another number of dimensions"}],
        },
        "status": 400,
    }
    assert answer_of(400, body) == Answer(
        400, "query_shard_exception", "all shards failed: another number of dimensions"
    )


def test_what_is_caused_by_something_else_says_both() -> None:
    error = {"type": "outer", "reason": "failed to parse", "caused_by": {"type": "inner", "reason": "Limit of fields"}}
    assert answer_of(400, {"error": error, "status": 400}) == Answer(400, "inner", "failed to parse: Limit of fields")


def test_a_reason_that_repeats_is_said_once() -> None:
    error = {"type": "a", "reason": "failed: why", "root_cause": [{"type": "a", "reason": "failed: why"}]}
    assert answer_of(400, {"error": error}).reason == "failed: why"


@pytest.mark.parametrize("body", HOSTILE)
def test_any_body_is_an_answer(body: object) -> None:
    assert answer_of(500, body).status == 500


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("3", 3.0), ("0.5", 0.5), (None, None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("soon", None)],
)
def test_retry_after_is_read_in_seconds(header: str | None, seconds: float | None) -> None:
    assert answer_of(429, {}, header).retry_after_s == seconds


def test_causes_of_any_depth_are_read() -> None:
    error: dict[str, object] = {"type": "innermost"}
    for _ in range(5_000):
        error = {"type": "outer", "caused_by": error}
    assert answer_of(500, {"error": error}).type == "outer"


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        (
            "primary operation [all_bytes=9, primary_operation_bytes=125829156, max_primary_bytes=51897958]",
            RequestTooLarge,
        ),
        ("[coordinating_operation_bytes=62914809, max_coordinating_and_primary_bytes=51897958]", RequestTooLarge),
        ("[all_bytes=51897958, coordinating_operation_bytes=10, max_coordinating_bytes=51897958]", BackendUnavailable),
    ],
)
def test_an_operation_that_can_never_fit_is_not_sent_again(reason: str, error: type[Exception]) -> None:
    body = {"error": {"type": "es_rejected_execution_exception", "reason": f"rejected execution of {reason}"}}
    found = failed(answer_of(429, body), PLACE)
    assert type(found.error) is error
    assert found.retryable is (error is BackendUnavailable)


def test_a_long_reason_is_cut() -> None:
    assert len(answer_of(500, {"error": {"type": "x", "reason": "y" * 10_000}}).reason) == 600


def test_a_refused_connection_was_not_sent_and_a_time_out_may_have_been() -> None:
    assert (refused(PLACE, "x").sent, refused(PLACE, "x").retryable) == (False, True)
    assert (timed_out(PLACE).sent, timed_out(PLACE).retryable) == (True, True)
    assert "timeout_s=" in str(timed_out(PLACE).error)


def test_a_certificate_that_is_not_trusted_is_final_and_names_the_arguments() -> None:
    failure = untrusted(PLACE, "self-signed certificate")
    assert not failure.retryable
    assert "ca_certs=" in str(failure.error)
    assert "verify_certs=False" in str(failure.error)
