import pytest

from hybrid_search.ingest.pipeline.stages import Limit, StageReport, Stages


def test_rate_is_of_the_time_at_work_and_share_of_all_time() -> None:
    stage = StageReport(items=30, busy_s=3, starved_s=4, blocked_s=5)
    assert stage.rate == 10
    assert stage.share == 0.25
    assert stage.as_dict() == {
        "items": 30,
        "rate": 10,
        "share": 0.25,
        "busy_s": 3,
        "starved_s": 4,
        "blocked_s": 5,
    }


def test_a_stage_without_any_time_divides_by_nothing() -> None:
    assert (StageReport().rate, StageReport().share) == (0, 0)
    assert Stages().limit is None


@pytest.mark.parametrize("name", ["read", "encode", "write"])
def test_the_limit_is_the_stage_that_was_most_at_work(name: str) -> None:
    other = StageReport(busy_s=1, starved_s=9)
    stages = Stages(**{one: StageReport(busy_s=9, blocked_s=1) if one == name else other for one, _ in Stages()})
    assert stages.limit == Limit(name, 0.9)  # type: ignore[arg-type]  # one of the three
    assert [one for one, _ in stages] == list(stages.as_dict()) == ["read", "encode", "write"]


def test_since_is_what_came_after() -> None:
    before = Stages(read=StageReport(items=5, busy_s=1))
    after = Stages(read=StageReport(items=9, busy_s=3, blocked_s=2), write=StageReport(starved_s=4))
    assert after.since(before) == Stages(
        read=StageReport(items=4, busy_s=2, blocked_s=2), write=StageReport(starved_s=4)
    )
