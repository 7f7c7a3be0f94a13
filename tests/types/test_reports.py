"""Reports add up."""

from __future__ import annotations

from hybrid_search.types import AddReport, FailedDocument, Truncation


def test_reports_of_batches_add_up() -> None:
    first = AddReport(written=2, failed=(FailedDocument("a", "full"),), truncation=Truncation(1, 10, 0))
    second = AddReport(written=1, unchanged=4, failed=(FailedDocument("b", "odd"),), truncation=Truncation(1, 5, 7))
    assert first + second == AddReport(
        written=3,
        unchanged=4,
        failed=(FailedDocument("a", "full"), FailedDocument("b", "odd")),
        truncation=Truncation(texts=2, tokens=15, weights=7),
    )


def test_a_truncation_of_nothing_is_false() -> None:
    assert not Truncation()
    assert Truncation(weights=1)
