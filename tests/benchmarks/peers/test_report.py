from __future__ import annotations

from benchmarks.peers.report import spread


def test_a_spread_is_the_median_with_the_lowest_and_the_highest() -> None:
    assert spread([1.0, 3.0, 2.0]) == "2.00 (1.00-3.00)"
