"""Every benchmark that times searches switches the cache of queries off."""

from __future__ import annotations

from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
CLOCK, OPENS, UNCACHED = "perf_counter", "HybridIndex.open(", ("queries=EACH_ALONE", "QueryEncoding(cache=0")
UNTIMED = {"quality"}
"""What opens an index and times nothing."""


def opening() -> list[Path]:
    return sorted(path for path in BENCHMARKS.rglob("*.py") if OPENS in path.read_text("utf-8"))


@pytest.mark.parametrize("path", opening(), ids=lambda path: str(path.relative_to(BENCHMARKS)))
def test_an_index_is_opened_without_a_cache_of_queries(path: Path) -> None:
    source = path.read_text("utf-8")
    assert any(switched_off in source for switched_off in UNCACHED) or path.parent.name in UNTIMED


def test_what_is_said_to_time_nothing_has_no_clock() -> None:
    files = [path for name in UNTIMED for path in (BENCHMARKS / name).glob("*.py")]
    assert files
    assert not any(CLOCK in path.read_text("utf-8") for path in files)
