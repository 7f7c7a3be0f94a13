"""One document that the server refuses, among many."""

from __future__ import annotations

from hybrid_search import Document
from tests.faults.conftest import Behind, plants


def test_a_poisoned_document_is_reported_and_the_others_are_stored(behind: Behind) -> None:
    poison = Document("poison", "plants", {f"key{n}": n for n in range(3_000)})  # more fields than a mapping holds
    documents = [*plants(0, 250), poison, *plants(250, 499)]
    with behind.index() as index:
        report = index.add(documents, batch_size=500)
        assert report.written == 499
        ((failed),) = report.failed
        assert failed.id == "poison"
        assert "fields" in failed.reason
        assert index.get("poison") is None
        again = index.add(documents, batch_size=500)
        assert (again.unchanged, [one.id for one in again.failed]) == (499, ["poison"])
    assert len(behind.stored()) == 499


def test_a_batch_that_is_too_large_for_the_server_is_halved(behind: Behind) -> None:
    with behind.index() as index:
        index.add(plants(0, 1))
        sent = behind.proxy.requests("_bulk")
        behind.proxy.fail("_bulk", "answer", times=2, status=413)
        assert index.add(plants(1, 65)).written == 64
        assert behind.proxy.requests("_bulk") == sent + 5  # 64 and 32 are refused, then 16, 16 and 32 are taken
    assert len(behind.stored()) == 65


def test_a_document_that_alone_is_too_large_is_reported(behind: Behind) -> None:
    with behind.index() as index:
        index.add(plants(0, 1))
        behind.proxy.fail("_bulk", "answer", times=3, status=413)  # four documents, two, one
        report = index.add(plants(1, 5))
        assert [one.id for one in report.failed] == ["0001"]
        assert report.written == 3
    assert len(behind.stored()) == 4
