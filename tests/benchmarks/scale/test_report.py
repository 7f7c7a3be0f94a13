from __future__ import annotations

from benchmarks.scale.figures import LEGS, Figures, Latency, Searches
from benchmarks.scale.report import tables


def figures(size: int, p50: float) -> Figures:
    latency = dict.fromkeys(LEGS, Latency(p50, 2 * p50, 10.0, 20))
    after = Searches(latency, recall=0.987, segments=1, in_graph=size, load=0.5)
    return Figures(size, loaded=size, load_s=10.0, optimize_s=5.0, after=after)


def test_growth_is_shown_between_neighbouring_sizes() -> None:
    text = tables([figures(100, 1.0), figures(1_000, 10.0), figures(10_000, 10.0)])
    assert "| 100 to 1,000 | 1.00 (0.00) | 1.00 (0.00) | 1.00 (0.00) |" in text
    assert "| 1,000 to 10,000 | 0.00 (0.00) | 0.00 (0.00) | 0.00 (0.00) |" in text


def test_each_state_has_its_latencies_and_its_recall() -> None:
    assert "| 100 | yes | 1.5 / 3.0 (10.0) | 1.5 / 3.0 (10.0) | 1.5 / 3.0 (10.0) | 0.987 | 1 | 0.5 |" in tables(
        [figures(100, 1.5)]
    )


def test_an_optimisation_that_has_not_ended_is_said_to_be_so() -> None:
    assert "| 100 | 2 | 20 | not ended |" in tables([Figures(100, loaded=40, load_s=2.0)])
