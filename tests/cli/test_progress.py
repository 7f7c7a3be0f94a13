import json
import time

import pytest

from hybrid_search.cli import progress
from hybrid_search.ingest import PopulateProgress
from hybrid_search.ingest.pipeline import StageReport, Stages


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_without_a_terminal_there_is_a_line_at_the_first_batch_and_then_every_10_seconds(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with progress.progress_shown() as show:
        for seconds, written in ((2, 100), (5, 300), (12, 600)):
            clock[0] = 100.0 + seconds
            show(PopulateProgress(written, 0, 0, bytes_read=written, bytes_total=1200))
    lines = capsys.readouterr().err.splitlines()
    # 100 of 1200 bytes took 2 s, so the other 1100 take 22 s; 600 took 12 s, so the other 600 take 12 s
    assert lines == [
        "100 documents, 8% of the sources, 50/s, about 0:00:22 left",
        "600 documents, 50% of the sources, 50/s, about 0:00:12 left",
    ]


def test_sources_of_no_bytes_are_no_division_by_zero(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    with progress.progress_shown() as show:
        show(PopulateProgress(0, 0, 1, bytes_read=0, bytes_total=0))
    assert capsys.readouterr().err == "0 documents, 0% of the sources, 0/s, about 0:00:00 left\n"


def test_in_a_terminal_there_is_a_bar_with_rate_and_time_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    with progress.progress_shown() as show:
        show(PopulateProgress(1500, 0, 0, bytes_read=50, bytes_total=100))
    last = capsys.readouterr().err
    assert "50%" in last
    assert "1,500 documents" in last
    assert "/s," in last
    assert "left" in last


def stages(encoded: int, seconds: float) -> Stages:
    """Encoding is at work all the time."""
    return Stages(
        StageReport(encoded * 2, seconds / 2, 0, seconds / 2),
        StageReport(encoded, seconds),
        StageReport(encoded, seconds / 4, seconds * 3 / 4),
    )


def test_of_a_sync_each_line_has_the_stages_of_the_last_seconds_and_their_limit(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with progress.progress_shown() as show:
        for seconds, written in ((10, 100), (20, 300)):
            clock[0] = 100.0 + seconds
            show(PopulateProgress(written, 0, 0, written, 1200, stages(written, seconds)))
    first, second = (line.split("; ")[1] for line in capsys.readouterr().err.splitlines())
    assert first == "read 40/s, encode 10/s (the limit), write 40/s"
    assert second == "read 80/s, encode 20/s (the limit), write 80/s"  # 200 more in 10 s


def test_events_are_one_json_object_a_line_and_at_most_one_a_second(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with progress.progress_shown(events=True) as show:
        for seconds in (0.0, 0.5, 1.0):
            clock[0] = 100.0 + seconds
            show(PopulateProgress(5, 6, 7, 8, 9, stages(5, 10)))
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["seconds"] for line in lines] == [0.0, 1.0]
    assert lines[0]["event"] == "progress"
    assert (lines[0]["written"], lines[0]["unchanged"], lines[0]["left_out"]) == (5, 6, 7)
    assert lines[0]["limit"] == {"stage": "encode", "share": 1.0}
    assert lines[0]["stages"]["read"] == {
        "items": 10, "rate": 2.0, "share": 0.5, "busy_s": 5.0, "starved_s": 0, "blocked_s": 5.0,
    }  # fmt: skip
