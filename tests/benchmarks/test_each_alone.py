"""Every benchmark that times searches switches the cache of queries off."""

from __future__ import annotations

from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
CLOCK, SEARCHES, OPENS = "perf_counter", ".search(", "HybridIndex.open("
UNCACHED = ("queries=EACH_ALONE", "QueryEncoding(cache=0")
WITHOUT = {"quality": CLOCK, "populate": SEARCHES}
"""What opens an index and times no search: folder to what its files do not have."""


def opening() -> list[Path]:
    return sorted(path for path in BENCHMARKS.rglob("*.py") if OPENS in path.read_text("utf-8"))


@pytest.mark.parametrize("path", opening(), ids=lambda path: str(path.relative_to(BENCHMARKS)))
def test_an_index_is_opened_without_a_cache_of_queries(path: Path) -> None:
    source = path.read_text("utf-8")
    assert any(switched_off in source for switched_off in UNCACHED) or path.parent.name in WITHOUT


@pytest.mark.parametrize("name", WITHOUT)
def test_what_is_said_to_time_no_search_does_not(name: str) -> None:
    files = [*(BENCHMARKS / name).glob("*.py")]
    assert files
    assert not any(WITHOUT[name] in path.read_text("utf-8") for path in files)
