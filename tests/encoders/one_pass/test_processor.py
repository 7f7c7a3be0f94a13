from __future__ import annotations

from pathlib import Path

import pytest

from hybrid_search.encoders.one_pass.processor import cpu_flags, usable_cpus


@pytest.mark.parametrize("key", ["flags\t\t", "Features\t"])
def test_the_first_processors_flags_are_read(tmp_path: Path, key: str) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor\t: 0\n{key}: fpu avx2\nvmx flags\t: vnmi\n\n{key}: other\n")
    assert cpu_flags(tmp_path / "cpuinfo") == {"fpu", "avx2"}


def test_without_flags_there_are_none(tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text("processor\t: 0\n")
    assert cpu_flags(tmp_path / "cpuinfo") == frozenset()
    assert cpu_flags(tmp_path / "missing") == frozenset()


def test_there_is_a_processor() -> None:
    assert usable_cpus() >= 1
