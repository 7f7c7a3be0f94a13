"""Quality against cost."""

from __future__ import annotations

from hybrid_search.eval.comparison.result import ComparisonResult
from hybrid_search.eval.report.scatter import scatter


def test_a_tail_ends_at_its_95th_percentile_and_not_at_the_edge(result: ComparisonResult) -> None:
    # The slowest tail is 20 ms, so the axis of 308 units that begins at 42 ends at 21 ms.
    assert f'x2="{42 + 308 * 20 / 21:.1f}"' in scatter(result)
