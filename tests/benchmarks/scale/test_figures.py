from __future__ import annotations

from pathlib import Path

from benchmarks.scale.figures import LEGS, Figures, Latency, Peak, Searches

SEARCHES = Searches(dict.fromkeys(LEGS, Latency(2.0, 3.0, 1.5, 20)), recall=0.9, segments=2, in_graph=50, load=0.5)


def test_figures_come_back_from_their_file(tmp_path: Path) -> None:
    figures = Figures(100, loaded=100, load_s=2.5, load_peak=Peak(10.0, 20.0), before=SEARCHES, optimize_s=4.0)
    figures.write(tmp_path / "figures.json")
    assert Figures.read(tmp_path / "figures.json", 100) == figures


def test_without_a_file_nothing_is_done_yet(tmp_path: Path) -> None:
    assert Figures.read(tmp_path / "figures.json", 100) == Figures(100)


def test_latency_is_the_median_and_the_95th_percentile_and_the_median_of_the_processors_time() -> None:
    wall = [float(number) for number in range(101)]
    assert Latency.of(wall, [1.0, 2.0, 9.0]) == Latency(50.0, 95.0, 2.0, 101)


def test_a_peak_is_raised_part_by_part() -> None:
    peak = Peak(5.0, 50.0)
    peak.include(Peak(7.0, 40.0))
    assert peak == Peak(7.0, 50.0)
