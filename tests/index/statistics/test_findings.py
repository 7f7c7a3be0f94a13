"""What the doctor says of the statistics."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hybrid_search import Document, HybridIndex
from hybrid_search.index import Finding
from hybrid_search.index.statistics.record import to_bytes
from tests.fakes import AdaptiveWordEncoder, WordEncoder
from tests.index.conftest import documents
from tests.index.statistics.conftest import GuardedClient
from tests.index.statistics.test_record import CORRUPT
from tests.index.statistics.test_space_saving import of


def said(index: HybridIndex) -> list[Finding]:
    """The findings that are about statistics."""
    return [finding for finding in index.doctor() if "statistics" in finding.problem]


def test_sound_statistics_are_not_mentioned(index: HybridIndex) -> None:
    assert said(index) == []


@pytest.mark.parametrize(("stored", "reason"), CORRUPT.values(), ids=CORRUPT)
def test_a_record_that_is_ignored_is_named(
    index: HybridIndex, client: GuardedClient, stored: bytes, reason: str
) -> None:
    client.put_record("stats/bad", stored)
    (finding,) = said(index)
    assert (finding.severity, finding.fix) == ("warning", "call recount(), or run hybrid-search recount")
    assert finding.problem.startswith("the statistics record 'stats/bad' is ignored: ")
    assert reason in finding.problem
    index.recount()
    assert said(index) == []


def test_a_record_that_could_not_be_stored_is_named(empty: HybridIndex, client: GuardedClient) -> None:
    client.may_write = False
    empty.add(documents())
    client.may_write = True
    (finding,) = said(empty)
    assert finding.problem == "the statistics of what was added here could not be stored (no writing here)"
    empty.recount()
    assert said(empty) == []


def test_records_that_cannot_be_read_are_a_note(
    index: HybridIndex, another: Callable[[], HybridIndex], client: GuardedClient
) -> None:
    client.may_read = False
    (finding,) = said(another())
    assert (finding.severity, finding.fix) == ("note", "open the index with a role that may read records")
    assert "(no reading here), so query weights are static" in finding.problem


@pytest.mark.parametrize(("others", "expected"), [(99, 0), (100, 1)])
def test_more_than_a_hundred_records_are_too_many(
    index: HybridIndex, client: GuardedClient, others: int, expected: int
) -> None:
    for n in range(others):
        client.put_record(f"stats/{n}", to_bytes(of({1})))
    found = said(index)
    assert len(found) == expected
    for finding in found:
        assert finding.problem == "there are 101 statistics records, and at most 1,000 are read"
        assert finding.fix == "call recount(), or run hybrid-search recount, which makes them one"


def test_documents_that_were_never_counted_are_a_note(client: GuardedClient) -> None:
    with HybridIndex.open("memory://notes", WordEncoder(), client=client) as index:
        index.add(documents())
    with HybridIndex.open("memory://notes", AdaptiveWordEncoder(), client=client) as index:
        assert said(index) == [
            Finding("note", "the statistics cover 0 of 4 documents", "call recount(), or run hybrid-search recount")
        ]
        index.add([Document("e", "milk"), Document("f", "milk"), Document("g", "milk")])
        assert said(index) == [
            Finding("note", "the statistics cover 3 of 7 documents", "call recount(), or run hybrid-search recount")
        ]
        index.add([Document("h", "milk")])
        assert said(index) == []
