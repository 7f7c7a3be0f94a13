import pytest

from hybrid_search.ingest.pipeline.meter import Meter
from hybrid_search.ingest.pipeline.stages import StageReport


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_the_times_of_a_stage_add_up(clock: Clock) -> None:
    meter = Meter(clock=clock)
    clock.now += 1  # nothing to do yet
    meter.begin()
    clock.now += 4
    with meter.waiting("blocked"):
        clock.now += 2
    clock.now += 1
    meter.end(items=10)
    meter.idle("starved")
    clock.now += 3
    assert meter.report() == StageReport(items=10, busy_s=5, starved_s=4, blocked_s=2)


def test_each_of_several_lanes_counts_by_its_part(clock: Clock) -> None:
    meter = Meter(lanes=2, clock=clock)
    meter.begin()
    clock.now += 10  # one of two
    meter.begin()
    clock.now += 3  # both
    meter.end()
    meter.end()
    assert meter.report() == StageReport(busy_s=8, starved_s=5)


def test_why_it_is_idle_may_change_while_it_is(clock: Clock) -> None:
    meter = Meter(clock=clock)
    clock.now += 1
    meter.idle("blocked")
    clock.now += 2
    assert meter.report() == StageReport(starved_s=1, blocked_s=2)


def test_a_report_may_come_in_the_middle_and_nothing_counts_after_the_end(clock: Clock) -> None:
    meter = Meter(clock=clock)
    meter.begin()
    meter.add(3)
    clock.now += 1
    assert meter.report() == StageReport(items=3, busy_s=1)
    clock.now += 1
    meter.stop()
    clock.now += 1
    assert meter.report() == StageReport(items=3, busy_s=2)
