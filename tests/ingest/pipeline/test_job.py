from hybrid_search.ingest.pipeline.job import Job
from tests.fakes import row


def test_it_is_complete_when_all_its_rows_are_encoded_or_failed() -> None:
    first, second = row("a#0"), row("a#1")
    job = Job("a", (1, 0), None, [first, second])
    assert not job.complete
    job.add(second)
    assert not job.complete
    job.add(first)
    assert job.complete
    assert job.encoded == [first, second]
    assert job.fault is None


def test_a_row_that_fails_is_the_fault_of_the_document_and_the_first_one_is_named() -> None:
    job = Job("a", (1, 0), None, [row("a#0"), row("a#1")])
    job.fail("a#1", "too long")
    job.fail("a#0", "too short")
    assert job.complete
    assert job.fault == "a#1: too long"


def test_a_document_that_is_its_own_row_is_not_named_twice() -> None:
    job = Job("a", (1, 0), None, [row("a")])
    job.fail("a", "too long")
    assert job.fault == "too long"


def test_one_of_which_nothing_is_to_be_encoded_is_complete() -> None:
    assert Job("a", (1, 0), None, []).complete
